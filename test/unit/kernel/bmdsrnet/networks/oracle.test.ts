import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { createBMDSRNet } from '../../../../../src/kernel/bmdsrnet/networks';
import { BMDNet } from '../../../../../src/kernel/bmdsrnet/networks/bmdNet';
import { CoreNet } from '../../../../../src/kernel/bmdsrnet/networks/coreNet';
import { ForNet } from '../../../../../src/kernel/bmdsrnet/networks/forNet';
import { FuNet } from '../../../../../src/kernel/bmdsrnet/networks/fuNet';
import { type Parameter, ParameterList } from '../../../../../src/kernel/bmdsrnet/networks/parameters';
import { type NetworkConfig, PRESETS } from '../../../../../src/kernel/bmdsrnet/networks/presets';
import { decodeSafetensors } from '../../../../../src/kernel/bmdsrnet/networks/safetensors';
import { createRandom } from '../../../../../src/kernel/bmdsrnet/random';
import type { Scale } from '../../../../../src/kernel/bmdsrnet/types';
import { startCompute } from '../../../../../src/kernel/compute';
import { compile } from '../../../../../src/kernel/compute/compiler';

/** Golden vectors in float64 by an independent implementation: `scripts/oracle/make_vectors.py`. */
function golden(name: string) {
  const { tensors, metadata } = decodeSafetensors(
    readFileSync(new URL(`oracle/${name}.safetensors`, import.meta.url)),
  );
  const { scale, encoder, decoder, steps, ...rest } = JSON.parse(metadata.config!);
  const config: NetworkConfig = { ...PRESETS.tiny, ...rest, forNet: { encoder, decoder, steps } };
  const under = (kind: string) =>
    new Map(
      [...tensors]
        .filter(([key]) => key.startsWith(`${kind}/`))
        .map(([key, value]) => [key.slice(kind.length + 1), value]),
    );
  return {
    scale: scale as Scale,
    config,
    weights: under('weight'),
    inputs: under('input'),
    outputs: under('output'),
    gradients: under('gradient'),
  };
}

type Golden = ReturnType<typeof golden>;
type Images = Record<string, tf.Tensor4D | null | undefined>;

/** The largest error of any value relative to the largest value of the tensor. */
function relativeError(found: ArrayLike<number>, expected: Float32Array): number {
  expect(found).toHaveLength(expected.length);
  let [difference, largest] = [0, 0];
  for (const [i, value] of expected.entries()) {
    difference = Math.max(difference, Math.abs(found[i]! - value));
    largest = Math.max(largest, Math.abs(value));
  }
  return difference / largest;
}

type Engine = (
  fn: (x: tf.Tensor) => Record<string, tf.Tensor>,
  x: tf.Tensor,
) => Promise<Record<string, ArrayLike<number>>>;

const eagerly: Engine = async (fn, x) =>
  Object.fromEntries(Object.entries(fn(x)).map(([name, tensor]) => [name, tensor.dataSync()]));

/** As one ONNX graph of plain operators. */
const compiled: Engine = async (fn, x) => {
  const program = compile(fn, { blocked: false });
  const results = await program.run(x);
  await program.dispose();
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data]));
};

/** Sets the weights, runs forward and backward from half the sum of squares of all outputs, and compares everything. */
async function compare(
  { weights, inputs, outputs, gradients }: Golden,
  parameters: readonly Parameter[],
  run: (x: tf.Tensor4D) => Images,
  engine: Engine,
): Promise<void> {
  expect(parameters.map(({ name }) => name).sort()).toEqual([...weights.keys()].sort());
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

  const errors = (kind: string, expected: Golden['outputs']) =>
    [...expected].map(([name, { data }]) => ({
      name,
      error: relativeError(results[`${kind}/${name}`]!, data),
    }));
  expect(errors('output', outputs).filter(({ error }) => !(error <= 1e-5))).toEqual([]);
  expect(errors('gradient', gradients).filter(({ error }) => !(error <= 1e-4))).toEqual([]);
}

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

it.each([
  ['whole-x2', 'eager', eagerly],
  ['whole-x3', 'eager', eagerly],
  ['whole-x4', 'eager', eagerly],
  ['whole-x2', 'compiled', compiled],
  ['whole-x3', 'compiled', compiled],
] as const)('BMDSRNet agrees with float64, forward and backward: %s, %s', async (name, _, engine) => {
  const expected = golden(name);
  const net = createBMDSRNet({ preset: 'tiny', scale: expected.scale, config: expected.config });
  await compare(expected, net.parameters, (x) => ({ ...net.forward(x) }), engine);
  net.dispose();
});

const BLOCKS: [
  string,
  (list: ParameterList, config: NetworkConfig, scale: Scale) => (x: tf.Tensor4D) => Images,
][] = [
  [
    'BMDNet',
    (list, config) => {
      const net = new BMDNet(list, config);
      return (x) => ({ y: net.apply(x) });
    },
  ],
  [
    'ForNet',
    (list, config, scale) => {
      const net = new ForNet(list, scale, config, true);
      return (x) => ({ ...net.apply(x, undefined) });
    },
  ],
  [
    'CoreNet',
    (list, config, scale) => {
      const net = new CoreNet(list, scale, config);
      return (x) => ({ y: net.apply(x, undefined) });
    },
  ],
  [
    'FuNet',
    (list, config) => {
      const net = new FuNet(list, config, 3);
      return (x) => {
        const [forNet, coreNet, backNet] = tf.split<tf.Tensor4D>(x, 3, 3);
        return { y: net.apply(forNet!, coreNet!, backNet!) };
      };
    },
  ],
];

it.each(BLOCKS)('%s alone agrees with float64, forward and backward', async (name, build) => {
  const expected = golden(name);
  const list = new ParameterList('plain', createRandom(1));
  const run = build(list, expected.config, expected.scale);
  await compare(expected, list.all, run, eagerly);
});
