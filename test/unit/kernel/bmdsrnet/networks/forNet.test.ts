import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { ConvLSTM } from '../../../../../src/kernel/bmdsrnet/networks/convLSTM';
import { ForNet } from '../../../../../src/kernel/bmdsrnet/networks/forNet';
import { type Parameter, ParameterList } from '../../../../../src/kernel/bmdsrnet/networks/parameters';
import { PRESETS } from '../../../../../src/kernel/bmdsrnet/networks/presets';
import { ResidualBlock } from '../../../../../src/kernel/bmdsrnet/networks/residualBlock';
import { createRandom } from '../../../../../src/kernel/bmdsrnet/random';
import { startCompute } from '../../../../../src/kernel/compute';
import { maxDifference, uniform } from '../support';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

const plainForNet = (steps: 'all' | 'toCentre') => {
  // `plain`: with `practical` the output conv is zero and every direction would look the same.
  const list = new ParameterList('plain', createRandom(4));
  return {
    list,
    net: new ForNet(list, 2, { ...PRESETS.tiny, forNet: { ...PRESETS.tiny.forNet, steps } }, true),
  };
};

for (const steps of ['all', 'toCentre'] as const) {
  it(`BackNet is ForNet on the reversed frames (${steps})`, async () => {
    const { net } = plainForNet(steps);
    const frames = Array.from({ length: 7 }, (_, t) => uniform([2, 9, 12, 3], 10 + t));
    const there = net.apply(tf.concat(frames), undefined);
    const back = net.apply(tf.concat([...frames].reverse()), undefined);
    expect(await maxDifference(there.backNet!, back.forNet)).toBeLessThan(1e-6);
    expect(await maxDifference(there.forNet, back.backNet!)).toBeLessThan(1e-6);
    expect(await maxDifference(there.forNet, there.backNet!)).toBeGreaterThan(1e-4);
  });
}

it('both directions share their weights: one gradient, the sum of the two', async () => {
  const { net, list } = plainForNet('all');
  const frames = uniform([7, 8, 8, 3], 3);
  const gradient = (output: (result: ReturnType<ForNet['apply']>) => tf.Tensor) => {
    const variables = list.all.map((parameter) => parameter.value);
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.square(output(net.apply(frames, undefined)))) as tf.Scalar,
      variables,
    );
    return tf.concat(variables.map((variable) => grads[variable.name]!.flatten()));
  };
  const forward = gradient(({ forNet }) => forNet);
  const backward = gradient(({ backNet }) => backNet!);
  const both = gradient(({ forNet, backNet }) => tf.concat([forNet, backNet!]));
  const largest = (await tf.max(tf.abs(both)).data())[0]!;
  expect((await maxDifference(both, tf.add(forward, backward))) / largest).toBeLessThan(1e-5);
});

const set = <R extends tf.Rank>(parameter: Parameter<R>, values: number[]) =>
  parameter.value.assign(tf.tensor(values, parameter.shape));

it('ConvLSTM agrees with two steps worked out by hand on a single pixel', async () => {
  const list = new ParameterList('practical', createRandom(1));
  const lstm = new ConvLSTM(list, 'lstm', 1);
  // Of a 3x3 kernel a single pixel sees only the middle: w x + u h + b for each of the gates i, j, f, o.
  const middle = (values: number[]) =>
    Array.from({ length: 36 }, (_, k) => (k >= 16 && k < 20 ? values[k - 16]! : 9));
  const [w, u, b] = [
    [0.5, -0.4, 0.3, 0.2],
    [0.1, 0.7, -0.2, 0.6],
    [0.05, 0.1, -0.3, 0.4],
  ] as const;
  set(list.all[0]!, middle([...w]));
  set(list.all[1]!, middle([...u]));
  set(list.all[2]!, [...b]);
  const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
  let [h, c] = [0, 0];
  const expected = [0.8, -1.5].map((x) => {
    const [i, j, f, o] = w.map((weight, k) => weight * x + u[k]! * h + b[k]!) as [
      number,
      number,
      number,
      number,
    ];
    c = c * sigmoid(f + 1) + sigmoid(i) * Math.tanh(j);
    h = Math.tanh(c) * sigmoid(o);
    return h;
  });
  const projected = [0.8, -1.5].map((x) => lstm.project(tf.tensor4d([x], [1, 1, 1, 1])));
  const hidden = await Promise.all(lstm.run(projected).map(async (state) => (await state.data())[0]!));
  for (const [k, value] of hidden.entries()) expect(value).toBeCloseTo(expected[k]!, 6);
});

it('a residual block adds conv(relu(conv(x))) to x, against plain loops in float64', async () => {
  const [h, w, c] = [4, 5, 3];
  const list = new ParameterList('plain', createRandom(2));
  const block = new ResidualBlock(list, 'block', c, false);
  set(list.all[1]!, [0.1, -0.2, 0.3]); // biases are zero at the start
  const x = uniform([1, h, w, c], 6, -1, 1);
  const [k1, b1, k2, b2] = (await Promise.all(list.all.map(({ value }) => value.data()))) as Float32Array[];
  const conv = (image: ArrayLike<number>, kernel: Float32Array, bias: Float32Array): number[] => {
    const out: number[] = [];
    for (let y = 0; y < h; y++)
      for (let xx = 0; xx < w; xx++)
        for (let o = 0; o < c; o++) {
          let sum = bias[o]!;
          for (let ky = 0; ky < 3; ky++)
            for (let kx = 0; kx < 3; kx++)
              for (let i = 0; i < c; i++) {
                const [row, column] = [y + ky - 1, xx + kx - 1];
                if (row < 0 || row >= h || column < 0 || column >= w) continue;
                sum += image[(row * w + column) * c + i]! * kernel[((ky * 3 + kx) * c + i) * c + o]!;
              }
          out.push(sum);
        }
    return out;
  };
  const values = await x.data();
  const residual = conv(
    conv(values, k1!, b1!).map((v) => Math.max(0, v)),
    k2!,
    b2!,
  );
  const result = await block.apply(x).data();
  for (const [i, value] of result.entries()) expect(value).toBeCloseTo(values[i]! + residual[i]!, 5);
});
