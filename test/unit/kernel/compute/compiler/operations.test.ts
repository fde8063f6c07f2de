import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  decodeSafetensors,
  type StoredTensor,
} from '../../../../../src/kernel/bmdsrnet/networks/safetensors';
import { startCompute } from '../../../../../src/kernel/compute';
import { compile } from '../../../../../src/kernel/compute/compiler';
import { operations } from '../backends/operations';
import { relativeError } from '../float64';

beforeAll(() => startCompute({ backend: 'cpu' }));
afterAll(() => tf.disposeVariables());

const vectors = path.join(__dirname, '../backends/operations.safetensors');
const { tensors } = decodeSafetensors(readFileSync(vectors));

/** What the file holds of an operation whose name starts so, by number. */
function held(name: string, part: string): StoredTensor[] {
  const found: StoredTensor[] = [];
  for (let i = 0; tensors.has(`${name}/${part}${i}`); i++) found.push(tensors.get(`${name}/${part}${i}`)!);
  return found;
}

const valuesOf = ({ data, shape }: StoredTensor) => ({ shape, data: Float32Array.from(data) });

/** Float32 against float64. */
const [FORWARD, GRADIENT] = [1e-5, 2e-5];

it.each([false, true])(
  'each operation and its gradient, compiled with blocks: %s, equal float64',
  async (blocked) => {
    const wrong: string[] = [];
    for (const [name, run] of Object.entries(operations)) {
      const compiled = compile(
        (dy: tf.Tensor, ...inputs: tf.Tensor[]) => [
          run(...inputs),
          ...(name.endsWith('forward') ? [] : tf.grads(run)(inputs, dy)),
        ],
        { blocked, onWarning: () => {} },
      );
      const inputs = held(name, 'input').map(valuesOf);
      const [output, ...gradients] = await compiled.run(valuesOf(tensors.get(`${name}/dy`)!), ...inputs);
      await compiled.dispose();
      const expected = tensors.get(`${name}/output`)!;
      expect(output!.shape, name).toEqual([...expected.shape]);
      const errors = [relativeError(output!.data, expected.data) / FORWARD];
      for (const [i, gradient] of gradients.entries())
        errors.push(relativeError(gradient.data, held(name, 'gradient')[i]!.data) / GRADIENT);
      if (!errors.every((error) => error <= 1)) wrong.push(`${name}: ${errors}`);
    }
    expect(wrong).toEqual([]);
  },
);
