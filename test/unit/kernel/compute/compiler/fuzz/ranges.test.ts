import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { compile } from '../../../../../../src/kernel/compute/compiler';
import { createChooser } from './program';

beforeAll(() => tf.setBackend('cpu'));

type Outcome = { shape: readonly number[]; data: number[] } | 'refused';

/** What a function gives, eagerly and compiled; that both refuse is as good. */
async function outcomes(
  fn: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly tf.Tensor[],
): Promise<[Outcome, Outcome]> {
  const compiled = compile(fn);
  const refused = (): Outcome => 'refused';
  const eager = async (): Promise<Outcome> => {
    const result = fn(...inputs);
    // What begins beyond the end has a negative size: no tensor.
    return result.shape.some((size) => size < 0)
      ? 'refused'
      : { shape: result.shape, data: [...result.dataSync()] };
  };
  const now = compiled.run(...inputs).then(({ shape, data }): Outcome => ({ shape, data: [...data] }));
  const both: [Outcome, Outcome] = [await eager().catch(refused), await now.catch(refused)];
  await compiled.dispose();
  return both;
}

it('slices and indices in and out of range are taken or refused as they are eagerly', async () => {
  const seen = { refused: 0, taken: 0 };
  for (let seed = 1; seed <= 60; seed++) {
    const choose = createChooser(seed);
    const shape = Array.from({ length: 1 + choose(3) }, () => 1 + choose(3));
    const x = tf.reshape(tf.range(0, tf.util.sizeFromShape(shape)), shape);
    const around = (axis: number) => (choose(3) === 0 ? choose(6) - 2 : choose(shape[axis]!));
    const axis = choose(shape.length);
    const list = tf.tensor1d([around(axis), around(axis)], 'int32');
    // Beyond a row but not beyond the tensor, the eager kernel reads the next row.
    const point = tf.tensor2d(
      [shape.map((one, i) => (i === 0 ? around(0) : choose(one)))],
      undefined,
      'int32',
    );
    const begin = shape.map((_, i) => Math.max(0, around(i)));
    const size = shape.map((one, i) => (choose(4) === 0 ? choose(4) - 1 : Math.max(0, one - begin[i]!)));
    const cases: [(...inputs: tf.Tensor[]) => tf.Tensor, tf.Tensor[]][] = [
      [(values) => tf.slice(values!, begin, size), [x]],
      [(values, at) => tf.gather(values!, at as tf.Tensor1D, axis), [x, list]],
      [(values, at) => tf.gatherND(values!, at!), [x, point]],
    ];
    for (const [fn, inputs] of cases) {
      const [eager, compiled] = await outcomes(fn, inputs);
      expect(compiled, `seed ${seed} ${fn}`).toEqual(eager);
      seen[eager === 'refused' ? 'refused' : 'taken'] += 1;
    }
    tf.dispose([x, list, point]);
  }
  expect(Math.min(seen.refused, seen.taken)).toBeGreaterThan(20);
});
