export { type ProceduralOptions, proceduralSamples } from './proceduralSamples';
export { renderScene, type SceneOptions } from './renderScene';
