export { createBicubic } from './bicubic';
export { fitLinearUpsampler, type LinearUpsamplerOptions } from './linearUpsampler';
export { createMSRResNet, type MSRResNetOptions } from './msrResNet';
