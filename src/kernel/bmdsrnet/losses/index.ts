export { meanAbsoluteError, meanSquaredError } from './reconstruction';
export { centreLoss, type Perceptual, pairLoss } from './staticToDynamic';
export { LOSS_TERMS, type Loss, type LossOptions, type LossTerm, totalLoss } from './total';
