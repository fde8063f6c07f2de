import { expect, test } from 'vitest';
import {
  BLOCKED_DOMAIN,
  createSession,
  encodeModel,
  type Model,
  probeBlockSize,
} from '../../../../../src/kernel/compute/onnx';

const [HEIGHT, WIDTH, IN, OUT] = [7, 9, 48, 16];
const value = (index: number) => Math.sin(index * 1.7) * 0.5;

test('with the probed block size a blocked convolution with weights given at run time equals float64', async () => {
  const block = await probeBlockSize();
  if (block === null) {
    console.log("Skipped: this build of onnxruntime has no blocked convolution; the compiler uses 'Conv'.");
    return;
  }
  expect(await probeBlockSize()).toBe(block);

  const x = Float32Array.from({ length: IN * HEIGHT * WIDTH }, (_, i) => value(i));
  const weight = (o: number, i: number, ky: number, kx: number) =>
    Math.fround(value(o * 31 + i * 7 + ky * 3 + kx));
  const blocked: number[] = [];
  for (let o = 0; o < OUT; o += block)
    for (let i = 0; i < IN; i += block)
      for (let tap = 0; tap < 9; tap++)
        for (let bi = 0; bi < block; bi++)
          for (let bo = 0; bo < block; bo++)
            blocked.push(weight(o + bo, i + bi, Math.floor(tap / 3), tap % 3));

  const model: Model = {
    nodes: [
      {
        op: 'ReorderInput',
        domain: BLOCKED_DOMAIN,
        inputs: ['x'],
        outputs: ['blocks'],
        attributes: { channels_last: 0 },
      },
      {
        op: 'Conv',
        domain: BLOCKED_DOMAIN,
        inputs: ['blocks', 'w'],
        outputs: ['sums'],
        attributes: {
          kernel_shape: [3, 3],
          pads: [1, 1, 1, 1],
          strides: [1, 1],
          dilations: [1, 1],
          group: 1,
        },
      },
      {
        op: 'ReorderOutput',
        domain: BLOCKED_DOMAIN,
        inputs: ['sums'],
        outputs: ['y'],
        attributes: { channels: OUT, channels_last: 0 },
      },
    ],
    inputs: [
      { name: 'x', type: 'float32', shape: [1, IN, HEIGHT, WIDTH] },
      { name: 'w', type: 'float32', shape: [OUT, IN, 3, 3] },
    ],
    outputs: [{ name: 'y', type: 'float32', shape: [1, OUT, HEIGHT, WIDTH] }],
    initializers: [],
  };
  const session = await createSession(encodeModel(model), { threads: 2 });
  const computed = await session.run({
    x: { type: 'float32', shape: [1, IN, HEIGHT, WIDTH], data: x },
    w: { type: 'float32', shape: [OUT, IN, 3, 3], data: Float32Array.from(blocked) },
  });
  const y = computed['y']!.data as Float32Array;
  await session.dispose();

  const at = (i: number, row: number, column: number) =>
    row < 0 || column < 0 || row >= HEIGHT || column >= WIDTH ? 0 : x[(i * HEIGHT + row) * WIDTH + column]!;
  let worst = 0;
  for (let o = 0; o < OUT; o++)
    for (let row = 0; row < HEIGHT; row++)
      for (let column = 0; column < WIDTH; column++) {
        let sum = 0;
        for (let i = 0; i < IN; i++)
          for (let ky = 0; ky < 3; ky++)
            for (let kx = 0; kx < 3; kx++) sum += at(i, row + ky - 1, column + kx - 1) * weight(o, i, ky, kx);
        worst = Math.max(worst, Math.abs(sum - y[(o * HEIGHT + row) * WIDTH + column]!));
      }
  expect(worst).toBeLessThan(1e-4);
});
