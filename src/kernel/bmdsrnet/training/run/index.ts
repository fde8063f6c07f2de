export type { Environment } from '../../environment';
export { type CheckpointEntry, CheckpointError } from './checkpoints';
export { type RunMetrics, readMetrics } from './metricsFile';
export { openRun, resumeTraining, type SavedRun } from './openRun';
export type { RunConfig, TrainingSettings } from './runConfig';
