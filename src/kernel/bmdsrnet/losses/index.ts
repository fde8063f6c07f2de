export { describeLoss } from './describe';
export { charbonnierError, meanAbsoluteError, meanSquaredError } from './reconstruction';
export { shrunkCentre } from './shrunkCentre';
export { centreLoss, continuityLoss, type Perceptual, pairLoss } from './staticToDynamic';
export { LOSS_TERMS, type Loss, type LossOptions, type LossTerm, totalLoss } from './total';
export { loadVGG19, VGG19 } from './vgg19';
