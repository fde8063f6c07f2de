export {
  type BatchOptions,
  type FileBatches,
  type MemoryBatches,
  type TrainingBatches,
  trainingBatches,
} from './batches/trainingBatches';
export { bicubicTaps, type Taps } from './bicubicTaps';
export type { Degradation, SynthesisOptions } from './degradation';
export type { Manifest } from './disk/manifest';
export { synthesise } from './disk/synthesise';
export { synthesised } from './disk/synthesised';
export { averageFrames } from './exposure';
export { reason } from './fileErrors';
export { type FileSamples, fileSamples } from './files/fileSamples';
export { type InMemoryOptions, inMemory } from './files/inMemory';
export { type FolderPairOptions, folderPair, type SharpFolderOptions, sharpFolder } from './files/pairs';
export type { SampleFiles } from './files/sampleFiles';
export type { Sequence, WindowOptions } from './files/sequences';
export { type FrameFolderOptions, frameFolderSamples, frameWindows } from './frameFolder';
export { type GoproLargeOptions, goproLarge } from './gopro/goproLarge';
export {
  type GoproLargeAllOptions,
  goproLargeAll,
  goproLargeAllSequences,
} from './gopro/goproLargeAll';
export { GOPRO_SEQUENCES, type GoproSplit } from './gopro/layout';
export { type Miniature, type MiniatureOptions, writeMiniatureGopro } from './gopro/writeMiniatureGopro';
export { encodePng, type ReadImage, type ReadOptions, readImage, writePng } from './imageFile';
export { bicubic, imresize, type ResizeOptions } from './imresize';
export { fromBytes, fromLevels, type Raster, roundLevels, toBytes, toLevels } from './levels';
export { type PackedSample, packedSampleSet, packSample, unpackSample } from './packedSamples';
export { type ProceduralOptions, proceduralSamples, renderScene, type SceneOptions } from './procedural';
export { cropImage, modcrop, type Region } from './region';
export type { Arithmetic } from './resample';
export { makeSample } from './synthesis';
export type { RunAllOptions } from './threads/runAll';
export type { ThreadOptions } from './threads/taskPool';
