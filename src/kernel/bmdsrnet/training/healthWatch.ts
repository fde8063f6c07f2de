import * as tf from '@tensorflow/tfjs';
import { reason } from '../data/fileErrors';
import type { RestorationNetwork } from '../types';
import { findTroubles } from './health';
import type { Notices } from './notices';
import type { TrainingStep } from './trainingStep';

/** The step after which a network that learns has left its base, and steps between two later looks. */
const FIRST_LOOK = 20;
const LOOK_EVERY = 500;
/** Before, no gradient may have come through every output layer, which start at zero one behind the other. */
const EARLIEST_LOOK = 4;
/** LR side of the part of an image that is looked at: a look must not need the memory of a step. */
const LARGEST_SIDE = 64;

/** Looks now and then whether a network still learns, on a part of one image, and warns where it does not. */
export class HealthWatch {
  /** What to look at where the run ends before the first look. */
  private latest: tf.Tensor4D | undefined;

  constructor(
    private readonly net: RestorationNetwork,
    private readonly step: TrainingStep,
    private readonly warnings: Notices,
  ) {}

  /** @param blurred of the batch of step `number` (from 0), [N, h, w, 3] */
  async afterStep(number: number, blurred: tf.Tensor4D): Promise<void> {
    this.dispose();
    if (number < EARLIEST_LOOK || (number > FIRST_LOOK && number % LOOK_EVERY !== 0)) return;
    this.latest = partOf(blurred, this.net.multiple);
    if (number >= FIRST_LOOK) await this.look();
  }

  /** The only look at a run that ends before the first one was due. */
  async atEnd(): Promise<void> {
    if (this.latest) await this.look();
  }

  dispose(): void {
    this.latest?.dispose();
    this.latest = undefined;
  }

  private async look(): Promise<void> {
    try {
      if (await isBlack(this.latest!)) return;
      await this.step.expose('last');
      for (const { kind, text } of await findTroubles(this.net, this.latest!)) this.warnings.add(kind, text);
    } catch (error) {
      this.warnings.add(
        'no look',
        `Whether the network still learns could not be looked at (${reason(error)}). Training goes on.`,
      );
    } finally {
      this.dispose();
    }
  }
}

/** Nothing but black makes no ReLU of a network without biases answer: it says nothing about the network. */
async function isBlack(image: tf.Tensor4D): Promise<boolean> {
  const brightest = tf.max(image);
  const [value] = await brightest.data();
  brightest.dispose();
  return value === 0;
}

/** The middle of the first image, [1, side, side, 3] or less, sides multiples of `multiple` where it has room. */
function partOf(blurred: tf.Tensor4D, multiple: number): tf.Tensor4D {
  const [, h, w] = blurred.shape;
  const side = (length: number): number =>
    Math.floor(Math.min(length, LARGEST_SIDE) / multiple) * multiple || length;
  const [height, width] = [side(h), side(w)];
  return tf.slice(blurred, [0, (h - height) >> 1, (w - width) >> 1, 0], [1, height, width, 3]);
}
