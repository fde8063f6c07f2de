export { type Ablation, type AblationOptions, ablation } from './ablation';
export { type Comparison, type ComparisonOptions, comparison, METHODS, type MethodName } from './comparison';
export * from './data';
export type { ExperimentOptions, ExperimentProgress } from './experimentOptions';
export { drawFigures } from './figures/drawFigures';
export { type PhotographFigureOptions, photographFigures } from './figures/photographFigures';
export { type ResultFigureOptions, resultFigures } from './figures/resultFigures';
export { PROTOCOLS, type ProtocolName } from './protocols';
export type { RestoredFile } from './restoredFile';
export {
  type RestoreFilesOptions,
  type RestoreProgress,
  restoreFiles,
} from './restoreFiles';
export { BASELINES, type Baseline } from './rows/row';
export type { ExperimentTraining } from './trainingPlan';
