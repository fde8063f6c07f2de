export { type BMDSRNet, type BMDSRNetOptions, createBMDSRNet, type ParameterCount } from './bmdsrNet';
export { type ActivationObserver, observeActivations } from './conv';
export { type InitialScheme, type NetworkConfig, PRESETS, type Preset } from './presets';
export { loadWeights, saveWeights } from './weights';
