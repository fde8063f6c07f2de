/** One image that `restoreFiles` restored. */
export interface RestoredFile {
  file: string;
  /** Of the LR image, in pixels. */
  width: number;
  height: number;
  /** What was written, the HR image first. */
  written: string[];
  /** Tiles that it was cut into; 1 is the image as a whole. */
  tiles: number;
  seconds: number;
  /** HR megapixels a second. */
  megapixelsPerSecond: number;
}
