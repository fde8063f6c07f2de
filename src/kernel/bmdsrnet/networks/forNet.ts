import * as tf from '@tensorflow/tfjs';
import { resizeBilinear } from '../../compute';
import { CENTRE, FRAME_COUNT, type Scale } from '../types';
import { Conv, Deconv } from './conv';
import { ConvLSTM } from './convLSTM';
import { addToBase } from './globalResidual';
import type { ParameterList } from './parameters';
import type { NetworkConfig } from './presets';

/** What the streams are added to, for warnings. */
const BASE = 'the bicubic enlargement of the centre frame';

/** A level of the encoder: conv of stride 2, then ConvLSTM (first seven rows of Table 2). */
interface EncoderLevel {
  conv: Conv;
  lstm: ConvLSTM;
}

/** A level of the decoder: deconv to twice the size, then concat with the encoder and conv. */
interface DecoderLevel {
  deconv: Deconv;
  conv: Conv;
}

/** The HR centre frame as ForNet and, where it is there, BackNet see it. */
export interface Streams {
  forNet: tf.Tensor4D;
  backNet?: tf.Tensor4D;
  /** With `decode: 'every'` the same after each frame, one step after another: [steps N, s h, s w, 3]. */
  forNetSteps?: tf.Tensor4D;
  backNetSteps?: tf.Tensor4D;
}

/**
 * ForNet and BackNet (Table 2, Fig. 4): seven LR frames in, the HR centre frame out. BackNet is ForNet on the
 * frames in reverse with the same weights, so both directions run as one batch of 2N.
 */
export class ForNet {
  private readonly encoder: EncoderLevel[];
  private readonly decoder: DecoderLevel[];
  private readonly toInputSize: Deconv;
  private readonly refine: Conv;
  private readonly output: Conv;
  private readonly stepCount: number;
  private readonly decodesEvery: boolean;

  constructor(
    parameters: ParameterList,
    private readonly scale: Scale,
    { forNet: { encoder, decoder, steps, decode = 'last' } }: NetworkConfig,
    /** Whether BackNet is there too; without it only the forward direction is computed. */
    private readonly withBackNet: boolean,
  ) {
    const leaky = { activation: 'leakyRelu' } as const;
    const levels = encoder.length;
    const e = (i: number): number => encoder[i]!;
    const d = (i: number): number => decoder[levels - 1 - i]!;
    this.encoder = encoder.map((width, i) => ({
      conv: new Conv(parameters, `ForNet.encoder${i + 1}.conv`, i ? e(i - 1) : 3, width, {
        ...leaky,
        stride: 2,
      }),
      lstm: new ConvLSTM(parameters, `ForNet.encoder${i + 1}.lstm`, width),
    }));
    this.decoder = [];
    let width = e(levels - 1);
    for (let i = levels - 1; i > 0; i--) {
      const name = `ForNet.decoder${i + 1}`;
      const deconv = new Deconv(parameters, `${name}.deconv`, width, d(i));
      const conv = new Conv(parameters, `${name}.conv`, d(i) + e(i - 1), d(i), leaky);
      this.decoder.push({ deconv, conv });
      width = d(i);
    }
    this.toInputSize = new Deconv(parameters, 'ForNet.decoder1.deconv', width, d(0));
    this.refine = new Conv(parameters, 'ForNet.refine', d(0), d(0), leaky);
    this.output = new Conv(parameters, 'ForNet.output', d(0), 3, { role: 'output' });
    this.stepCount = steps === 'all' ? FRAME_COUNT : CENTRE + 1;
    this.decodesEvery = decode === 'every';
  }

  /**
   * @param frames seven frames in time order, one after another: [7N, h, w, 3]
   * @param base the upsampled centre frame, [N, s h, s w, 3], added to both outputs where given
   * @returns the centre frame as read forward and, with BackNet, backward: each [N, s h, s w, 3]
   */
  apply(frames: tf.Tensor4D, base: tf.Tensor4D | undefined): Streams {
    const [, h, w] = frames.shape;
    const skips = this.encode(frames);
    let x = skips.at(-1)!;
    this.decoder.forEach(({ deconv, conv }, k) => {
      const skip = skips[skips.length - 2 - k]!;
      x = conv.apply(tf.concat([sizedAs(deconv.apply(x), skip.shape[1], skip.shape[2]), skip], 3));
    });
    x = sizedAs(this.toInputSize.apply(x), h, w); // [2N, h, w, d1]
    x = this.output.apply(this.refine.apply(resizeBilinear(x, this.scale))); // [2N, s h, s w, 3]
    return this.streams(x, base);
  }

  /** Takes the decoder's images apart, which come step by step, and in a step forward before backward. */
  private streams(decoded: tf.Tensor4D, base: tf.Tensor4D | undefined): Streams {
    const directions = this.withBackNet ? 2 : 1;
    const count = directions * (this.decodesEvery ? this.stepCount : 1);
    // A warning about a stream is about its last image.
    const withBase = (image: tf.Tensor4D, k: number, base: tf.Tensor4D): tf.Tensor4D =>
      k < count - directions
        ? tf.add(image, base)
        : addToBase(k % directions ? 'BackNet' : 'ForNet', image, base, BASE);
    const images = (count === 1 ? [decoded] : tf.split<tf.Tensor4D>(decoded, count, 0)).map((image, k) =>
      base ? withBase(image, k, base) : image,
    );
    const forward = images.filter((_, k) => k % directions === 0);
    const backward = images.filter((_, k) => k % directions === 1);
    return {
      forNet: forward.at(-1)!,
      ...(this.withBackNet && { backNet: backward.at(-1)! }),
      ...(this.decodesEvery && { forNetSteps: tf.concat(forward, 0) }),
      ...(this.decodesEvery && this.withBackNet && { backNetSteps: tf.concat(backward, 0) }),
    };
  }

  /**
   * The last hidden state of every level, [2N, h / 2^i, w / 2^i, e_i] (N without BackNet), or with `decode: 'every'` all of
   * them, one after another. A level goes through all its steps before the next one starts, so that its convolutions of
   * the input take the whole sequence at once.
   */
  private encode(frames: tf.Tensor4D): tf.Tensor4D[] {
    let sequence: tf.Tensor4D[] = [];
    return this.encoder.map(({ conv, lstm }, i) => {
      const projected = lstm.project(conv.apply(i === 0 ? frames : tf.concat(sequence, 0)));
      // Nothing before the first LSTM depends on the direction: its projections serve both.
      const steps =
        i === 0
          ? this.firstSteps(tf.split<tf.Tensor4D>(projected, FRAME_COUNT, 0))
          : tf.split<tf.Tensor4D>(projected, this.stepCount, 0);
      sequence = lstm.run(steps);
      return this.decodesEvery ? tf.concat(sequence, 0) : sequence.at(-1)!;
    });
  }

  /** Step k of both directions as one batch: frame k, and frame 6 - k for the way back. */
  private firstSteps(frames: readonly tf.Tensor4D[]): tf.Tensor4D[] {
    const forward = frames.slice(0, this.stepCount);
    if (!this.withBackNet) return forward;
    return forward.map((frame, k) => tf.concat([frame, frames[FRAME_COUNT - 1 - k]!], 0));
  }
}

/**
 * Odd sizes come back from the decoder one too large, because the encoder rounds up. The nearest resize of the source
 * (TensorFlow 1: row i shows row floor(i in / out)) then drops the last row or column.
 */
function sizedAs(x: tf.Tensor4D, h: number, w: number): tf.Tensor4D {
  return x.shape[1] === h && x.shape[2] === w ? x : tf.slice(x, [0, 0, 0, 0], [-1, h, w, -1]);
}
