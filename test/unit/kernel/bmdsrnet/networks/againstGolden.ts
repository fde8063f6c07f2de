import * as tf from '@tensorflow/tfjs';
import { createBMDSRNet } from '../../../../../src/kernel/bmdsrnet/networks';
import { BMDNet } from '../../../../../src/kernel/bmdsrnet/networks/bmdNet';
import { CoreNet } from '../../../../../src/kernel/bmdsrnet/networks/coreNet';
import { ForNet } from '../../../../../src/kernel/bmdsrnet/networks/forNet';
import { FuNet } from '../../../../../src/kernel/bmdsrnet/networks/fuNet';
import { type Parameter, ParameterList } from '../../../../../src/kernel/bmdsrnet/networks/parameters';
import { createRandom } from '../../../../../src/kernel/bmdsrnet/random';
import { compile } from '../../../../../src/kernel/compute/compiler';
import { write } from '../../../../../src/kernel/compute/compiler/run/program';
import { simplify } from '../../../../../src/kernel/compute/compiler/simplify';
import { trace } from '../../../../../src/kernel/compute/compiler/trace/trace';
import { BLOCKED_DOMAIN, probeBlockSize } from '../../../../../src/kernel/compute/onnx';
import { type Golden, golden, relativeError } from './golden';

type Images = Record<string, tf.Tensor4D | null | undefined>;
type Results = Record<string, ArrayLike<number>>;
type Engine = (fn: (x: tf.Tensor) => Record<string, tf.Tensor>, x: tf.Tensor) => Promise<Results>;

export const eagerly: Engine = async (fn, x) =>
  Object.fromEntries(Object.entries(fn(x)).map(([name, tensor]) => [name, tensor.dataSync()]));

const asOneGraph =
  (blocked: boolean): Engine =>
  async (fn, x) => {
    const program = compile(fn, { blocked });
    const results = await program.run(x);
    await program.dispose();
    return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data]));
  };

/** As one ONNX graph of plain operators. */
export const plainGraph = asOneGraph(false);

/** As one ONNX graph in which more convolutions work on blocks of channels than do not. */
export const blockedGraph: Engine = async (fn, x) => {
  const traced = trace(fn as Parameters<typeof trace>[0], [{ shape: x.shape, type: 'float32' }], false);
  const operators = { block: await probeBlockSize(), onlyOnnx: false };
  const { nodes } = write(simplify(traced), operators, new Set(), 1).emitted.model;
  const convolutions = nodes.filter(({ op }) => op === 'Conv');
  const blocked = convolutions.filter(({ domain }) => domain === BLOCKED_DOMAIN).length;
  if (2 * blocked <= convolutions.length)
    throw new Error(`only ${blocked} of ${convolutions.length} convolutions work on blocks`);
  return asOneGraph(true)(fn, x);
};

/** What the names of golden vectors stand for: a block alone, or by the scale in its name the whole network. */
type Build = (list: ParameterList, golden: Golden) => (x: tf.Tensor4D) => Images;

const BLOCKS: Record<string, Build> = {
  BMDNet: (list, { config }) => {
    const net = new BMDNet(list, config);
    return (x) => ({ y: net.apply(x) });
  },
  ForNet: (list, { config, scale }) => {
    const net = new ForNet(list, scale, config, true);
    return (x) => ({ ...net.apply(x, undefined) });
  },
  CoreNet: (list, { config, scale }) => {
    const net = new CoreNet(list, scale, config);
    return (x) => ({ y: net.apply(x, undefined) });
  },
  FuNet: (list, { config }) => {
    const net = new FuNet(list, config, 3);
    return (x) => {
      const [forNet, coreNet, backNet] = tf.split<tf.Tensor4D>(x, 3, 3);
      return { y: net.apply(forNet!, coreNet!, backNet!) };
    };
  },
};

/** The largest relative errors of forward outputs and of gradients, with the name of the tensor. */
export interface Errors {
  forward: { name: string; error: number };
  gradients: { name: string; error: number };
}

/** Forward and backward from half the sum of squares of all outputs, on one engine, against the golden vectors. */
export async function errorsOf(name: string, engine: Engine): Promise<Errors> {
  const expected = golden(name);
  const block = BLOCKS[name.replace(/^\w+-/, '')];
  if (block) {
    const list = new ParameterList('plain', createRandom(1));
    const run = block(list, expected);
    return compare(expected, list.all, run, engine);
  }
  const net = createBMDSRNet({ preset: 'tiny', scale: expected.scale, config: expected.config });
  try {
    return await compare(expected, net.parameters, (x) => ({ ...net.forward(x) }), engine);
  } finally {
    net.dispose();
  }
}

async function compare(
  { weights, inputs, outputs, gradients, strides }: Golden,
  parameters: readonly Parameter[],
  run: (x: tf.Tensor4D) => Images,
  engine: Engine,
): Promise<Errors> {
  const [found, wanted] = [parameters.map(({ name }) => name).sort(), [...weights.keys()].sort()];
  if (`${found}` !== `${wanted}`) throw new Error(`the parameters are ${found} and should be ${wanted}`);
  for (const { name, value } of parameters) value.assign(tf.tensor(weights.get(name)!.data, value.shape));
  const [[inputName, input]] = [...inputs] as [[string, { shape: readonly number[]; data: Float32Array }]];
  const names = [inputName, ...parameters.map(({ name }) => name)];

  const results = await engine(
    (x) => {
      const images = Object.entries(run(x as tf.Tensor4D)).map(
        ([name, y]) => [`output/${name}`, y!] as const,
      );
      const halfSquares = (...[input]: tf.Tensor[]): tf.Tensor =>
        tf.div(tf.addN(Object.values(run(input as tf.Tensor4D)).map((y) => tf.sum(tf.square(y!)))), 2);
      const grads = tf.grads(halfSquares)([x, ...parameters.map(({ value }) => value)]);
      return Object.fromEntries([
        ...images,
        ...grads.map((grad, i) => [`gradient/${names[i]}`, grad] as const),
      ]);
    },
    tf.tensor(input.data, [...input.shape]),
  );

  const largest = (kind: string, tensors: Golden['outputs'], stride: (name: string) => number) =>
    [...tensors]
      .map(([name, { data }]) => ({
        name,
        error: relativeError(results[`${kind}/${name}`]!, data, stride(name)),
      }))
      .reduce((worst, one) => (one.error <= worst.error ? worst : one));
  return {
    forward: largest('output', outputs, () => 1),
    gradients: largest('gradient', gradients, (name) => strides[name] ?? 1),
  };
}
