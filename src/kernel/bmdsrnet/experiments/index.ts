export { type Ablation, type AblationOptions, type AblationProgress, ablation } from './ablation';
export { type Comparison, type ComparisonOptions, comparison, METHODS, type MethodName } from './comparison';
export {
  type ExperimentData,
  type ExperimentSets,
  goproData,
  type ProceduralExperiment,
  proceduralData,
} from './data';
export {
  type RestoredFile,
  type RestoreFilesOptions,
  type RestoreProgress,
  restoreFiles,
} from './restoreFiles';
export type { ExperimentTraining } from './trainOn';
