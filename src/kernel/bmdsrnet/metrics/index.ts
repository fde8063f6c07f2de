export { type LumaRange, luma } from './luma';
export { type Planes, rgbPlanes, shave } from './planes';
export {
  comparable,
  describeProtocol,
  measure,
  type Protocol,
  paperProtocol,
  type Quality,
  standardProtocol,
} from './protocol';
export { psnr } from './psnr';
export { ssim2d, ssim3d } from './ssim';
