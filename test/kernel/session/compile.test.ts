import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Repl } from './repl';

const repl = new Repl();
afterAll(() => repl.close());

describe('compiling in cells', () => {
  test('a step with variables, and a network exported beside the notebook', async () => {
    const { outcome, result } = await repl.run(
      `import * as tf from '@tensorflow/tfjs';
       import { compile, exportOnnx } from 'bmdsrnet';
       const weight = tf.variable(tf.scalar(2));
       const step = compile((x: tf.Tensor) => {
         weight.assign(tf.add(weight, 1));
         return tf.mul(x, weight);
       });
       await step.run(10);
       const { data } = await step.run(10);
       step.sync();
       await exportOnnx((x) => tf.relu(x), [{ name: 'x', shape: ['n', 3] }], { file: 'relu.onnx' });
       [data[0], weight.dataSync()[0]].join()`,
    );
    expect(outcome).toMatchObject({ status: 'ok' });
    expect(result).toContain('40,4');
    expect(existsSync(path.join(repl.folder, 'relu.onnx'))).toBe(true);
  });

  test('a value that is read inside is refused with the cell and its line', async () => {
    const { outcome } = await repl.run(
      `const peek = compile((x: tf.Tensor) => {
         const y = tf.neg(x);
         return tf.scalar(y.dataSync()[0]!);
       });
       await peek.run(1);`,
      { executionCount: 12 },
    );
    expect(outcome).toMatchObject({
      status: 'error',
      ename: 'CompileError',
      evalue: expect.stringMatching(/dataSync.* At Cell \[12\]:3:\d+\.$/),
    });
  });
});
