/**
 * The MIME types of our rich outputs. A bundle carries three layers: one of these, a standard type that any
 * front end draws (plotly JSON, PNG, HTML table), and `text/plain`.
 */
export const FRAMES_MIME = 'application/vnd.bmdsrnet.frames.v1+json';
export const COMPARISON_MIME = 'application/vnd.bmdsrnet.comparison.v1+json';
export const CURVES_MIME = 'application/vnd.bmdsrnet.curves.v1+json';
export const METRICS_MIME = 'application/vnd.bmdsrnet.metrics.v1+json';

/** An image inside an output: PNG bytes as base64 (JSON survives `.ipynb` saving, binary types do not). */
export interface EncodedImage {
  /** Base64 of a PNG file, without a `data:` prefix. */
  png: string;
  /** Size of the PNG in pixels. */
  width: number;
  height: number;
  /** Size of the original where the image was reduced to fit the output's byte budget; absent otherwise. */
  original?: { width: number; height: number; file?: string };
}
