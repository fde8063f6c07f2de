import * as tf from '@tensorflow/tfjs';
import { type Compiled, compile, execution, isOutOfMemory, type Values } from '../../compute';
import { reason } from '../data/fileErrors';
import { atDisposal } from '../networks/disposal';
import type { RestorationNetwork } from '../types';
import { Graphs } from './graphs';
import { memoryPerPixel, present } from './passMemory';

/** What a network gives for one image, as values in the memory of JavaScript. */
export interface Pass {
  /** [1, scale h, scale w, 3] */
  output: Values;
  /** [1, h, w, 21], where the network recovers frames. */
  frames?: Values;
}

type Graph = Compiled<[tf.Tensor], ReturnType<typeof present>>;

const passes = new WeakMap<RestorationNetwork, ForwardPass>();
const graphs = new Graphs<Graph>();

/** Images are restored one after the other, whatever the network: a graph must not go while an image uses it. */
let queue: Promise<unknown> = Promise.resolve();

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = queue.then(work);
  queue = turn.catch(() => {});
  return turn;
}

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
  if (pass) await inTurn(() => graphs.release(pass));
}

/**
 * A network's forward pass: compiled with its weights as constants, or operation by operation (see `execution`) and where
 * the network can't be compiled, which the console hears once. Weights are those that the network's variables hold at the
 * latest `during`. There is one graph a size: a network's borders lie at the edge of its input, so that a larger
 * graph would give other pixels there.
 */
export class ForwardPass {
  private compiles = true;
  private bytesPerPixel: { compiled: boolean; bytes: number } | undefined;
  /** The data of the weights at the latest image: variables that are assigned to hold other data. */
  private weights: object[] = [];
  /** Graphs that were recorded with what the network is now. */
  private current = new WeakSet<Graph>();
  private readonly said = new Set<string>();

  constructor(private readonly network: RestorationNetwork) {}

  /** Runs `image`, which calls `run` for each of its tiles, with the weights as they are now. */
  during<T>(image: () => Promise<T>): Promise<T> {
    return inTurn(() => {
      this.noticeChanges();
      return image();
    });
  }

  /** Greatest tensor memory that a pass holds at once, in bytes per LR pixel; measured once. */
  async memoryPerPixel(): Promise<number> {
    const compiled = this.isCompiled;
    if (this.bytesPerPixel?.compiled === compiled) return this.bytesPerPixel.bytes;
    const eagerBytes = () => memoryPerPixel(this.network, false);
    const bytes = await memoryPerPixel(this.network, compiled).catch(async (error: unknown) => {
      const instead = await eagerBytes(); // throws here what the network itself throws
      this.giveUp(error);
      return instead;
    });
    this.bytesPerPixel = { compiled: this.isCompiled, bytes };
    return bytes;
  }

  /**
   * @param pixels LR image [1, h, w, 3]
   * @param budget bytes that the graphs of all networks may keep; those that were not used for longest make room
   * @throws Error where memory is short, after all graphs were freed: smaller tiles may do
   */
  async run(pixels: Values, budget: number): Promise<Pass> {
    if (!this.isCompiled) return this.runEagerly(pixels);
    try {
      const graph = await this.graphFor(pixels.shape, budget);
      // Not accepted: a pass leaves variables alone.
      const { results } = await graph.attempt(pixels);
      return results as Pass;
    } catch (error) {
      if (isOutOfMemory(error)) {
        await graphs.release();
        throw error;
      }
      const pass = await this.runEagerly(pixels); // throws here what the network itself throws
      this.giveUp(error);
      return pass;
    }
  }

  /** Tells the console, each text once. */
  say(text: string): void {
    if (this.said.has(text)) return;
    this.said.add(text);
    console.warn(`${this.network.name} ${text}`);
  }

  private get isCompiled(): boolean {
    return this.compiles && execution().compiled;
  }

  private async graphFor(shape: readonly number[], budget: number): Promise<Graph> {
    const [, h = 0, w = 0] = shape;
    const weights = this.network.variables.reduce((sum, { size }) => sum + 4 * size, 0);
    const bytes = h * w * (await this.memoryPerPixel()) + weights;
    const graph = await graphs.take({ owner: this, key: `${shape}`, bytes }, budget, () =>
      compile((x: tf.Tensor) => present(this.network, x as tf.Tensor4D), {
        constants: true,
        onWarning: () => {}, // of constants, which are looked after here
      }),
    );
    if (!this.current.has(graph)) graph.renew();
    this.current.add(graph);
    return graph;
  }

  private noticeChanges(): void {
    const weights = this.network.variables.map(({ dataId }) => dataId);
    const same =
      weights.length === this.weights.length && weights.every((data, i) => data === this.weights[i]);
    if (!same || !this.network.isPure) this.current = new WeakSet();
    this.weights = weights;
  }

  private async runEagerly({ data, shape }: Values): Promise<Pass> {
    const tensors: Record<string, tf.Tensor> = tf.tidy(() =>
      present(this.network, tf.tensor4d(data, shape as [number, number, number, number])),
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
    this.say(`runs operation by operation, which is slower: it can't be compiled (${reason(error)}).`);
  }
}
