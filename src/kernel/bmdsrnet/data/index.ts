export {
  type BatchOptions,
  type FileBatches,
  type MemoryBatches,
  type TrainingBatches,
  trainingBatches,
} from './batches/trainingBatches';
export { bicubicTaps, type Taps } from './bicubicTaps';
export type { Degradation, SynthesisOptions } from './degradation';
export { averageFrames } from './exposure';
export { reason } from './fileErrors';
export { type FileSamples, fileSamples } from './files/fileSamples';
export { type InMemoryOptions, inMemory } from './files/inMemory';
export type { SampleFiles } from './files/sampleFiles';
export { type FrameFolderOptions, frameFolderSamples, frameWindows } from './frameFolder';
export { encodePng, type ReadImage, type ReadOptions, readImage, writePng } from './imageFile';
export { bicubic, imresize, type ResizeOptions } from './imresize';
export { fromBytes, fromLevels, type Raster, roundLevels, toBytes, toLevels } from './levels';
export { type PackedSample, packedSampleSet, packSample, unpackSample } from './packedSamples';
export { type ProceduralOptions, proceduralSamples, renderScene, type SceneOptions } from './procedural';
export { cropImage, modcrop, type Region } from './region';
export type { Arithmetic } from './resample';
export { makeSample } from './synthesis';
