import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { createBMDSRNet } from '../../../../../src/kernel/bmdsrnet';
import { assignFlat, flatten } from '../../../../../src/kernel/bmdsrnet/training/flat';
import { objectiveOf } from '../../../../../src/kernel/bmdsrnet/training/objective';
import { stepFunction, stepScalars } from '../../../../../src/kernel/bmdsrnet/training/stepFunction';
import { startCompute } from '../../../../../src/kernel/compute';
import { type CompileOptions, compile } from '../../../../../src/kernel/compute/compiler';
import { uniform } from './againstEager';

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

/** More steps by BMDSRNET_STEPS; each takes the eager backend a second or two. */
const STEPS = Number(process.env.BMDSRNET_STEPS ?? 3);

/**
 * At ten times the rate the training is chaotic: after 20 steps an eager run departs by 1e-3 from one whose weights began
 * 2e-7 larger, so that nothing could be said about the compiler.
 */
const RATE = 1e-4;

type T4 = tf.Tensor4D;
type Scalar = tf.Scalar;

/** Forward, backward, clipping, Adam and moving average of the preset `tiny`, with its memory in variables. */
function wholeStep() {
  const net = createBMDSRNet({ preset: 'tiny', scale: 2 });
  const { variables } = net;
  const [first, second, average] = tf.tidy(() => {
    const weights = flatten(variables);
    return [tf.zerosLike(weights), tf.zerosLike(weights), weights].map((one) => tf.variable(one));
  }) as unknown as [tf.Variable<tf.Rank.R1>, tf.Variable<tf.Rank.R1>, tf.Variable<tf.Rank.R1>];
  const settings = { clipNorm: 1, averageDecay: 0.999 };
  const compute = stepFunction(net, objectiveOf({ reconstruction: 'l1', staticToDynamic: 0.1 }), settings);
  const step = (
    blurred: T4,
    frames: T4,
    sharp: T4,
    rate: Scalar,
    epsilon: Scalar,
    blend: Scalar,
  ): tf.Tensor1D => {
    const memory = { firstMoment: first, secondMoment: second, average };
    const next = compute({ blurred, frames, sharp }, { rate, epsilon, blend }, memory);
    assignFlat(variables, next.weights);
    first.assign(next.firstMoment);
    second.assign(next.secondMoment);
    average.assign(next.average!);
    return next.report;
  };
  return { net, step };
}

/** Loss, gradient norm and terms of each step. */
async function train(options: CompileOptions): Promise<number[][]> {
  const { net, step } = wholeStep();
  const compiled = compile(step, options);
  const batch = [
    uniform([1, 12, 8, 3], 1, 0, 1),
    uniform([1, 12, 8, 21], 2, 0, 1),
    uniform([1, 24, 16, 3], 3, 0, 1),
  ] as const;
  const reports: number[][] = [];
  for (let i = 0; i < STEPS; i++) {
    const { rate, epsilon, blend } = stepScalars(i, RATE, 0.999);
    reports.push([...(await compiled.run(...(batch as unknown as [T4, T4, T4]), rate, epsilon, blend)).data]);
  }
  await compiled.dispose();
  net.dispose();
  tf.disposeVariables();
  tf.dispose([...batch]);
  return reports;
}

it('the whole training step as one graph reports what the eager one does', {
  timeout: 60_000 + STEPS * 20_000,
}, async () => {
  const eager = await train({ eager: true });
  for (const blocked of [false, true]) {
    const reports = await train({ blocked });
    const departure = reports.map((report, i) =>
      Math.max(...report.map((value, k) => Math.abs(value / eager[i]![k]! - 1))),
    );
    expect(reports.length).toBe(STEPS);
    expect(departure[0]).toBeLessThan(blocked ? 1e-4 : 1e-5);
    expect(Math.max(...reports.map(([loss], i) => Math.abs(loss! / eager[i]![0]! - 1)))).toBeLessThan(1e-4);
  }
});

it('a forward pass equals the eager one, with weights as inputs and as constants', async () => {
  const net = createBMDSRNet({ preset: 'tiny', scale: 2 });
  tf.tidy(() => {
    for (const variable of net.variables)
      variable.assign(tf.randomNormal(variable.shape, 0, 0.1, 'float32', 7));
  });
  const x = uniform([1, 8, 12, 3], 4, 0, 1) as T4;
  const forward = (image: T4): tf.Tensor => net.forward(image).output;
  const expected = tf.tidy(() => forward(x).dataSync());
  const largest = Math.max(...expected.map(Math.abs));
  for (const options of [{}, { blocked: false }, { constants: true }]) {
    const compiled = compile(forward, options);
    const { data } = await compiled.run(x);
    expect(Math.max(...data.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-5 * largest);
    await compiled.dispose();
  }
  net.dispose();
});
