export {
  type BMDSRNet,
  type BMDSRNetOptions,
  createBMDSRNet,
  createSRNet,
  type ParameterCount,
} from './bmdsrNet';
export { type ActivationObserver, observeActivations } from './conv';
export {
  describeModelCard,
  type LayerCard,
  type ModelCard,
  type ModelCardOptions,
  modelCard,
} from './modelCard';
export { openNetwork } from './openNetwork';
export { type InitialScheme, type NetworkConfig, PRESETS, type Preset } from './presets';
export type { ReceptiveField } from './receptiveField';
export { type OwnNetwork, restorationNetwork } from './restorationNetwork';
export { exportTfjsWeights, loadTfjsWeights } from './tfjsWeights';
export { VARIANTS, type Variant } from './variants';
export { loadWeights, saveWeights } from './weights';
