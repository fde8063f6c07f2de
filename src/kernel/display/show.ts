import type * as tf from '@tensorflow/tfjs';
import type { MetricsData } from '../../outputs';
import type { Evaluation, ResultTable } from '../bmdsrnet/evaluation';
import { displayTable } from '../bmdsrnet/evaluation/tables/displayTable'; // light: no network is loaded for it
import { type ComparisonOptions, comparisonBundle } from './comparison';
import { type CurvesOptions, type LiveCurves, liveCurves } from './curves';
import { curvesBundle } from './curvesBundle';
import { evaluationTable } from './evaluation';
import { type FeatureMapsOptions, featureMosaic } from './featureMaps';
import { type FramesOptions, framesBundle } from './frames';
import { displayHost } from './host';
import { type ImageLike, toImage, toImages } from './images';
import { metricsBundle } from './metrics';
import { type Progress, progressBar } from './progress';
import { type RunCurvesOptions, runCurves } from './runCurves';

type Captioned = { image: ImageLike; caption?: string };

const isCaptioned = (value: ImageLike | Captioned): value is Captioned =>
  typeof value === 'object' && value !== null && 'image' in value;

/** Rich outputs of a cell. Images are RGB in [0, 1]; tensors are read, not disposed. */
export const show = {
  /** One image. */
  async image(image: ImageLike, label = 'image'): Promise<void> {
    displayHost().display(await comparisonBundle([{ label, image: await toImage(image) }]));
  },

  /**
   * A frame player for an array of images, a tensor [T,H,W,3], or BMDNet's [1,H,W,21] output. With the true frames as
   * `truth` a note says how much of their motion is there, and whether the sequence is nearly static.
   */
  async frames(
    frames: readonly ImageLike[] | tf.Tensor,
    { truth, ...options }: FramesOptions = {},
  ): Promise<void> {
    const trueFrames = truth && (await toImages(truth));
    displayHost().display(
      await framesBundle(await toImages(frames), { ...options, ...(trueFrames && { truth: trueFrames }) }),
    );
  },

  /**
   * Images of one scene next to each other, in the order of the object's keys; sizes may differ.
   * @example await show.compare({ blurred, bicubic, restored: { image: output, caption: '28.3 dB' }, sharp }, { reference: 'sharp' })
   */
  async compare(images: Record<string, ImageLike | Captioned>, options?: ComparisonOptions): Promise<void> {
    const compared = await Promise.all(
      Object.entries(images).map(async ([label, value]) =>
        isCaptioned(value)
          ? { label, ...value, image: await toImage(value.image) }
          : { label, image: await toImage(value) },
      ),
    );
    displayHost().display(await comparisonBundle(compared, options));
  },

  /** A live plot of training curves; see {@link LiveCurves}. */
  curves(options?: CurvesOptions): LiveCurves {
    return liveCurves(options);
  },

  /** The curves of a training run in its folder, also of one that was stopped and went on. */
  async run(folder: string, options?: RunCurvesOptions): Promise<void> {
    displayHost().display(curvesBundle(await runCurves(folder, options)));
  },

  /**
   * A progress bar, as the `onProgress` of any long call. One bar is for one call.
   * @example await synthesise(samples, 'set', { onProgress: show.progress('Making LR images') })
   */
  progress(title = 'Progress'): Progress {
    return progressBar(title);
  },

  /** The channels of an activation [N,H,W,C], each as a grey picture stretched to its own range. */
  async featureMaps(activation: tf.Tensor, { title, most }: FeatureMapsOptions = {}): Promise<void> {
    const label = `[${activation.shape.join(', ')}]`;
    const image = await featureMosaic(activation, most);
    displayHost().display(
      await comparisonBundle([{ label, image }], { title: title ?? `Feature maps ${label}` }),
    );
  },

  /** A picture that is made already: the bytes of a PNG file, such as `panelFigure` gives. */
  figure(png: Uint8Array, text = 'figure'): void {
    displayHost().display({ 'image/png': Buffer.from(png).toString('base64'), 'text/plain': text });
  },

  /** A table of an experiment: the published numbers beside ours. */
  results(table: ResultTable): void {
    displayHost().display(metricsBundle(displayTable(table)));
  },

  /** A table of PSNR, SSIM and the like; the protocol is never left out. */
  table(table: Omit<MetricsData, 'version'>): void {
    displayHost().display(metricsBundle(table));
  },

  /** The table of what a network gained over bicubic, with the sentences that put it in proportion. */
  evaluation(evaluation: Evaluation): void {
    displayHost().display(metricsBundle(evaluationTable(evaluation)));
  },
};
