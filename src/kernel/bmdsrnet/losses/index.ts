export { describeLoss } from './describe';
export { loadVGG19 } from './loadVGG19';
export { charbonnierError, meanAbsoluteError, meanSquaredError } from './reconstruction';
export { shrunkCentre } from './shrunkCentre';
export { centreLoss, continuityLoss, type FeatureSource, type Perceptual, pairLoss } from './staticToDynamic';
export { LOSS_TERMS, type Loss, type LossOptions, type LossTerm, totalLoss } from './total';
export { VGG19 } from './vgg19';
