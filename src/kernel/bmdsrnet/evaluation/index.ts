export { type EvaluateOptions, type Evaluation, evaluate, type ImageResult } from './evaluate';
export { type Restoration, type RestoreOptions, restore } from './restore';
export { NEARLY_STATIC, type SequenceQuality, sequenceQuality } from './sequenceQuality';
