import * as tf from '@tensorflow/tfjs';
import { type Compiled, compile, peakBytes, type Values } from '../../compute';
import { reason } from '../data/fileErrors';
import { atDisposal } from '../networks/disposal';
import type { RestorationNetwork } from '../types';

/** What a network gives for one image, as values in the memory of JavaScript. */
export interface Pass {
  /** [1, scale h, scale w, 3] */
  output: Values;
  /** [1, h, w, 21], where the network recovers frames. */
  frames?: Values;
}

type Shape4 = [number, number, number, number];
type Tensors = { output: tf.Tensor } | { output: tf.Tensor; frames: tf.Tensor };

/** Backends that compute on the CPU, where a compiled graph is several times as fast. */
const ON_CPU = new Set(['wasm', 'cpu']);
/** LR side of the input on which the memory of a network is measured, rounded up to the network's multiple. */
const TRIAL_SIDE = 48;
/** Graphs kept for images of different sizes. */
const MOST_SIZES = 2;
/** A graph keeps its memory for its next run; that of tiles with more HR pixels is given back after an image. */
const MOST_KEPT_PIXELS = 2 ** 20;

const passes = new WeakMap<RestorationNetwork, ForwardPass>();

/** The forward pass of a network, one for each network, so that its graphs serve again. */
export function forwardPassOf(network: RestorationNetwork): ForwardPass {
  const known = passes.get(network);
  if (known) return known;
  const made = new ForwardPass(network);
  passes.set(network, made);
  atDisposal(network, releaseForwardPass);
  return made;
}

/** Frees the graphs of a network and their native memory, after the image under way; the next image makes them again. */
export async function releaseForwardPass(network: RestorationNetwork): Promise<void> {
  const pass = passes.get(network);
  passes.delete(network);
  await pass?.release();
}

/**
 * A network's forward pass: compiled on a CPU, operation by operation on a GPU and where the network can't be compiled,
 * which the console hears once. Weights are those that the network's variables hold at the latest `begin`.
 */
export class ForwardPass {
  private readonly compiled: Compiled<[tf.Tensor], Tensors>;
  private compiles = true;
  private bytesPerPixel: { compiled: boolean; bytes: number } | undefined;
  /** HR pixels of the largest tile of an image. */
  private largest = 0;
  /** Images are restored one after the other: a graph must not go while another image uses it. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly network: RestorationNetwork) {
    this.compiled = compile((x: tf.Tensor) => this.forward(x as tf.Tensor4D), {
      maxShapes: MOST_SIZES,
      onWarning: () => {}, // of constants, which `renew` looks after
    });
  }

  /** Runs `image`, which calls `run` for each of its tiles, with the weights as they are now. */
  during<T>(image: () => Promise<T>): Promise<T> {
    const turn = this.queue.then(async () => {
      try {
        if (this.isCompiled) await this.renew();
        return await image();
      } finally {
        if (this.largest > MOST_KEPT_PIXELS) await this.compiled.dispose();
        this.largest = 0;
      }
    });
    this.queue = turn.catch(() => {});
    return turn;
  }

  /** Frees the graphs once the images that were begun are done. */
  release(): Promise<void> {
    const turn = this.queue.then(() => this.compiled.dispose());
    this.queue = turn.catch(() => {});
    return turn;
  }

  /**
   * Greatest tensor memory that a pass holds at once, in bytes per LR pixel. Measured once for each network on a small
   * input: it grows with the number of pixels.
   */
  async memoryPerPixel(): Promise<number> {
    const compiled = this.isCompiled;
    if (this.bytesPerPixel?.compiled === compiled) return this.bytesPerPixel.bytes;
    const side = Math.ceil(TRIAL_SIDE / this.network.multiple) * this.network.multiple;
    const shape: Shape4 = [1, side, side, 3];
    const bytes = await (compiled ? this.compiledBytes(shape) : this.eagerBytes(shape));
    this.bytesPerPixel = { compiled: this.isCompiled, bytes: bytes / side ** 2 };
    return this.bytesPerPixel.bytes;
  }

  /** @param pixels LR image [1, h, w, 3] */
  async run(pixels: Values): Promise<Pass> {
    if (!this.isCompiled) return this.runEagerly(pixels);
    const [, h = 0, w = 0] = pixels.shape;
    this.largest = Math.max(this.largest, h * w * this.network.scale ** 2);
    try {
      // Not accepted: a pass leaves variables alone.
      const { results } = await this.compiled.attempt(pixels);
      return results as Pass;
    } catch (error) {
      const pass = await this.runEagerly(pixels); // throws here what the network itself throws
      this.giveUp(error);
      return pass;
    }
  }

  private get isCompiled(): boolean {
    return this.compiles && ON_CPU.has(tf.getBackend());
  }

  private forward(x: tf.Tensor4D): Tensors {
    const { output, frames } = this.network.forward(x);
    return frames ? { output, frames } : { output };
  }

  private async renew(): Promise<void> {
    if (!this.network.isPure) this.compiled.renew();
    await this.compiled.load();
  }

  private async compiledBytes(shape: Shape4): Promise<number> {
    try {
      return peakBytes((x) => this.forward(x as tf.Tensor4D), shape);
    } catch (error) {
      const bytes = await this.eagerBytes(shape);
      this.giveUp(error);
      return bytes;
    }
  }

  private async eagerBytes(shape: Shape4): Promise<number> {
    const held = tf.memory().numBytes;
    const { peakBytes: peak, result } = await tf.profile(() =>
      tf.tidy(() => this.network.forward(tf.zeros(shape)).output),
    );
    tf.dispose(result);
    return peak - held;
  }

  private async runEagerly({ data, shape }: Values): Promise<Pass> {
    const tensors: Record<string, tf.Tensor> = tf.tidy(() =>
      this.forward(tf.tensor4d(data, shape as Shape4)),
    );
    try {
      const read = async (tensor: tf.Tensor): Promise<Values> => ({
        shape: tensor.shape,
        data: (await tensor.data()) as Float32Array, // networks compute in float32
      });
      const output = await read(tensors.output!);
      return tensors.frames ? { output, frames: await read(tensors.frames) } : { output };
    } finally {
      tf.dispose(tensors);
    }
  }

  private giveUp(error: unknown): void {
    this.compiles = false;
    console.warn(
      `${this.network.name} runs operation by operation, which is slower: it can't be compiled (${reason(error)}).`,
    );
  }
}
