export { NEARLY_STATIC, type PairQuality, type SequenceQuality, sequenceQuality } from './sequenceQuality';
export { describeSequences, type SequenceSummary, summariseSequences } from './sequenceSummary';
