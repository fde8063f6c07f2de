export { type EvaluateOptions, type Evaluation, evaluate, type ImageResult } from './evaluate';
export * from './figures';
export { type EvaluateFolderOptions, evaluateFolder, type FolderEvaluation } from './folder';
export * from './methods';
export { type Restoration, type RestoreOptions, restore } from './restore';
export { selfEnsemble } from './selfEnsemble';
export * from './sequence';
export * from './tables';
