export { type BatchOptions, type TrainingBatches, trainingBatches } from './batches';
export { bicubicTaps, type Taps } from './bicubicTaps';
export { type FrameFolderOptions, frameFolderSamples } from './frameFolder';
export { encodePng, type ReadImage, type ReadOptions, readImage, writePng } from './imageFile';
export { bicubic, imresize, type ResizeOptions } from './imresize';
export { fromBytes, fromLevels, type Raster, roundLevels, toBytes, toLevels } from './levels';
export { type PackedSample, packedSampleSet, packSample, unpackSample } from './packedSamples';
export { type ProceduralOptions, proceduralSamples, renderScene, type SceneOptions } from './procedural';
export { averageFrames, makeSample, type SynthesisOptions } from './synthesis';
