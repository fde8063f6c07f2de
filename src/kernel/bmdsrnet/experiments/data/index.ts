export { type FolderDataOptions, folderData } from './folderData';
export { type ProceduralExperiment, proceduralData } from './proceduralData';
export type { ExperimentData, ExperimentSets, SetKind } from './sets';
export { type SynthesiseSetsOptions, synthesiseSets } from './synthesiseSets';
