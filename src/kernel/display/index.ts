export type { ComparedImage, ComparisonOptions } from './comparison';
export type { CurvesOptions, LiveCurves } from './curves';
export type { FramesOptions } from './frames';
export type { DisplayHost } from './host';
export type { ImageLike } from './images';
export type { Progress } from './progress';
export type { RunCurvesOptions } from './runCurves';
export { show } from './show';
