import * as tf from '@tensorflow/tfjs';
import { createSession, encodeModel, type HostTensor, probeBlockSize } from '../../onnx';
import { emit } from '../emit/emit';
import { type Graph, sizeOf } from '../node';
import { simplify } from '../simplify';
import { trace } from '../trace/trace';

/** Which of onnxruntime's own operators, which nothing promises to stay, models are written with. */
export interface Operators {
  /** Channels of a block of the blocked operators, or null without them. */
  block: 16 | 8 | null;
  /** Only operators of ONNX itself. */
  onlyOnnx: boolean;
}

/** What everything can run; slower. */
export const PLAIN: Operators = { block: null, onlyOnnx: true };

let found: Promise<Operators> | undefined;
let warning: string | undefined;

/**
 * The operators that this onnxruntime has and computes right, found once by running a small network with its gradients in
 * all the forms that the compiler writes, next to operators of ONNX alone.
 * @param warn hears once of operators that are not used because they are missing or wrong
 * @throws Error when onnxruntime-node is missing
 */
export async function usableOperators(warn: (text: string) => void): Promise<Operators> {
  found ??= find().catch((error: unknown) => {
    found = undefined;
    throw error;
  });
  const operators = await found;
  if (warning !== undefined) warn(warning);
  warning = undefined;
  return operators;
}

async function find(): Promise<Operators> {
  const specs = SHAPES.map((shape) => ({ shape, type: 'float32' as const }));
  const graph = simplify(trace(network, specs, false));
  const expected = await compute(graph, PLAIN);
  const isRight = async (operators: Operators): Promise<boolean> => {
    try {
      return agree(await compute(graph, operators), expected);
    } catch {
      return false; // this onnxruntime has no such operator
    }
  };
  const block = await probeBlockSize();
  if (block !== null && (await isRight({ block, onlyOnnx: false }))) return { block, onlyOnnx: false };
  // Every x64 processor has blocked operators; elsewhere they may be missing by right.
  if (block !== null || process.arch === 'x64')
    warning =
      "The blocked operators of this onnxruntime-node are missing or give wrong numbers, so compiled functions use ONNX's own, " +
      'which is slower: install the version that package.json names.';
  return (await isRight({ block: null, onlyOnnx: false })) ? { block: null, onlyOnnx: false } : PLAIN;
}

/** As in use: filter gradients are then convolutions in groups. */
const THREADS = 2;
const CHANNELS = 32;
/** An image of few channels, whose rows and columns fill blocks too; two filters and a bias. */
const SHAPES = [[2, 8, 16, 3], [3, 3, 3, CHANNELS], [3, 3, CHANNELS, CHANNELS], [CHANNELS]];
/** Sums of some hundred products differ by rounding only, some 1e-6 of the largest. */
const TOLERANCE = 1e-4;

/** Bias, addend and ReLU fused into convolutions; the gradients of a smooth network, where no mask can flip. */
function network(...inputs: tf.Tensor[]): tf.Tensor[] {
  const convolve = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor): tf.Tensor4D =>
    tf.add(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'), bias);
  const smooth = (x: tf.Tensor, first: tf.Tensor, second: tf.Tensor, bias: tf.Tensor): tf.Scalar =>
    tf.sum(tf.square(tf.tanh(convolve(tf.tanh(convolve(x, first, bias)), second, bias))));
  const [x, first, second, bias] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const low = tf.relu(convolve(x, first, bias));
  return [tf.relu(tf.add(convolve(low, second, bias), low)), ...tf.grads(smooth)(inputs)];
}

async function compute(graph: Graph, { block, onlyOnnx }: Operators): Promise<Float32Array[]> {
  const { model, results } = emit(graph, block, onlyOnnx, THREADS);
  const feeds = graph.inputs.map(
    ({ op, shape }, i) => [op.name, tensor(shape, (k) => Math.sin(i + k))] as const,
  );
  const session = await createSession(encodeModel(model), { threads: THREADS });
  const computed = await session.run(Object.fromEntries(feeds)).finally(() => session.dispose());
  return results.map((name) => computed[name]!.data as Float32Array);
}

const tensor = (shape: readonly number[], value: (index: number) => number): HostTensor => ({
  type: 'float32',
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => value(i)),
});

const agree = (a: readonly Float32Array[], b: readonly Float32Array[]): boolean =>
  a.every((values, i) => {
    const scale = b[i]!.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    return values.every((value, k) => Math.abs(value - b[i]![k]!) <= TOLERANCE * scale);
  });
