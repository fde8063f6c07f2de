import type { EncodedImage } from './mime';

/** Data of an image comparison: `COMPARISON_MIME`. Images of different sizes show the same scene region. */
export interface ComparisonData {
  version: 1;
  title: string;
  images: (EncodedImage & {
    label: string;
    /** Shown under the label, such as "28.31 dB / 0.871". */
    caption?: string;
  })[];
  /** Index into `images` of the ground truth, where there is one. */
  reference?: number;
  notes: string[];
}
