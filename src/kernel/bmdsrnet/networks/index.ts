export {
  type BMDSRNet,
  type BMDSRNetOptions,
  createBMDSRNet,
  createSRNet,
  type ParameterCount,
} from './bmdsrNet';
export { type ActivationObserver, observeActivations } from './conv';
export { type InitialScheme, type NetworkConfig, PRESETS, type Preset } from './presets';
export { type OwnNetwork, restorationNetwork } from './restorationNetwork';
export { VARIANTS, type Variant } from './variants';
export { loadWeights, saveWeights } from './weights';
