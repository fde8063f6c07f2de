export { type BootstrapOptions, type PairedDifference, pairedDifference } from './bootstrap';
export {
  deblurringProtocol,
  paperProtocol,
  reportedProtocols,
  standardProtocol,
  superResolutionProtocol,
} from './conventions';
export { type Backbone, type LPIPS, loadLPIPS } from './lpips';
export { type LumaRange, luma } from './luma';
export { type Planes, rgbPlanes, shave } from './planes';
export { comparable, describeProtocol, measure, type Protocol, type Quality } from './protocol';
export { psnr } from './psnr';
export { ssim2d, ssim3d } from './ssim';
