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
function relativeError(found: tf.Tensor, expected: Float32Array): number {
  const values = found.dataSync();
  expect(values).toHaveLength(expected.length);
  let [difference, largest] = [0, 0];
  for (const [i, value] of expected.entries()) {
    difference = Math.max(difference, Math.abs(values[i]! - value));
    largest = Math.max(largest, Math.abs(value));
  }
  return difference / largest;
}

/** Sets the weights, runs forward and backward from half the sum of squares of all outputs, and compares everything. */
function compare(
  { weights, inputs, outputs, gradients }: Golden,
  parameters: readonly Parameter[],
  run: (x: tf.Tensor4D) => Images,
): void {
  expect(parameters.map(({ name }) => name).sort()).toEqual([...weights.keys()].sort());
  for (const { name, value } of parameters) value.assign(tf.tensor(weights.get(name)!.data, value.shape));
  const [[inputName, input]] = [...inputs] as [[string, { shape: readonly number[]; data: Float32Array }]];
  const x = tf.tensor<tf.Rank.R4>(input.data, input.shape as [number, number, number, number]);
  const variables = [x.variable(), ...parameters.map(({ value }) => value)] as tf.Variable[];

  const forward = run(x);
  for (const [name, { data }] of outputs)
    expect([name, relativeError(forward[name]!, data)]).toEqual([
      name,
      expect.toSatisfy((e: number) => e <= 1e-5),
    ]);

  const { grads } = tf.variableGrads(() => {
    const squares = Object.values(run(variables[0] as tf.Tensor as tf.Tensor4D)).map((y) =>
      tf.sum(tf.square(y!)),
    );
    return tf.div(tf.addN(squares), 2);
  }, variables);
  const names = [inputName, ...parameters.map(({ name }) => name)];
  for (const [i, name] of names.entries()) {
    const error = relativeError(grads[variables[i]!.name]!, gradients.get(name)!.data);
    expect([name, error]).toEqual([name, expect.toSatisfy((e: number) => e <= 1e-4)]);
  }
}

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

it.each(['whole-x2', 'whole-x3', 'whole-x4'])(
  'BMDSRNet agrees with float64, forward and backward: %s',
  (name) => {
    const expected = golden(name);
    const net = createBMDSRNet({ preset: 'tiny', scale: expected.scale, config: expected.config });
    compare(expected, net.parameters, (x) => ({ ...net.forward(x) }));
  },
);

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

it.each(BLOCKS)('%s alone agrees with float64, forward and backward', (name, build) => {
  const expected = golden(name);
  const list = new ParameterList('plain', createRandom(1));
  const run = build(list, expected.config, expected.scale);
  compare(expected, list.all, run);
});
