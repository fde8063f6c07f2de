export { describeSequences } from './describe';
export { NEARLY_STATIC, relativeMotion } from './motion';
export { type PairQuality, type SequenceQuality, sequenceQuality } from './sequenceQuality';
export { type SequenceSummary, summariseSequences } from './sequenceSummary';
