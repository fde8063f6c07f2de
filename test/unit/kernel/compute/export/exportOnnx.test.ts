import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bicubicUpsample, pixelShuffle } from '../../../../../src/kernel/compute';
import { exportOnnx } from '../../../../../src/kernel/compute/export';
import { createSession, type HostTensor } from '../../../../../src/kernel/compute/onnx';
import { onnxReader } from '../onnx/onnxReader';

let folder: string;
beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(path.join(os.tmpdir(), 'bmdsrnet-export-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const filter = (shape: [number, number, number, number], seed: number) =>
  tf.tidy(() => tf.variable(tf.randomNormal<tf.Rank.R4>(shape, 0, 0.2, 'float32', seed)));

/** Down and up by stride 2, a skip, sub-pixel upsampling and a bicubic base: what restoration networks are made of. */
function smallNetwork() {
  const [down, up, wide] = [filter([3, 3, 3, 8], 1), filter([3, 3, 3, 8], 2), filter([3, 3, 6, 12], 3)];
  const forward = (x: tf.Tensor): { image: tf.Tensor; loss: tf.Tensor } => {
    const image = x as tf.Tensor4D;
    const [n, h, w] = image.shape;
    const low = tf.leakyRelu(tf.conv2d(image, down, 2, 'same'), 0.2) as tf.Tensor4D;
    const high = tf.conv2dTranspose(low, up, [n, h, w, 3], 2, 'same');
    const joined = tf.concat([high, image], 3) as tf.Tensor4D;
    const large = pixelShuffle(tf.relu(tf.conv2d(joined, wide, 1, 'same')), 2);
    const sharp = tf.add(large, bicubicUpsample(image, 2));
    return { image: sharp, loss: tf.mean(tf.abs(sharp)) };
  };
  return { forward, dispose: () => tf.dispose([down, up, wide]) };
}

test('a network exported with batch, height and width open equals eager TensorFlow.js at other sizes', async () => {
  const before = tf.memory().numTensors;
  const { forward, dispose } = smallNetwork();
  const file = path.join(folder, 'network.onnx');
  const bytes = await exportOnnx(forward, [{ name: 'blurred', shape: ['batch', 'height', 'width', 3] }], {
    file,
    multiples: { height: 2, width: 2 },
  });
  expect(new Uint8Array(await readFile(file))).toEqual(bytes);
  expect(await readdir(folder)).toEqual(['network.onnx']);
  expect(onnxReader.check(bytes)).toBe('');
  if (onnxReader.present) {
    const { opsets, inputs, outputs } = onnxReader.read(bytes);
    expect(opsets).toEqual({ '': 17 });
    expect(inputs).toEqual([{ name: 'blurred', type: 'FLOAT', shape: ['batch', 'height', 'width', 3] }]);
    expect(outputs[0]).toEqual({
      name: 'image',
      type: 'FLOAT',
      shape: ['batch', '2*height', '2*width', 3],
    });
  }

  const session = await createSession(bytes, { threads: 1 });
  for (const [n, h, w] of [
    [1, 6, 14],
    [3, 20, 8],
  ] as const) {
    const x = tf.randomUniform([n, h, w, 3], 0, 1, 'float32', 5);
    const blurred: HostTensor = { type: 'float32', shape: x.shape, data: x.dataSync() as Float32Array };
    const { image } = await session.run({ blurred });
    expect(image!.shape).toEqual([n, 2 * h, 2 * w, 3]);
    const expected = tf.tidy(() => forward(x).image.dataSync());
    let furthest = 0;
    for (const [i, value] of expected.entries())
      furthest = Math.max(furthest, Math.abs(value - Number(image!.data[i])));
    expect(furthest).toBeLessThan(1e-5);
    x.dispose();
  }
  await session.dispose();
  dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('names that the compiler uses itself are taken from it; those that stand for two tensors are refused', async () => {
  const fn = (...all: tf.Tensor[]) => tf.mul(tf.addN(all), tf.sum(all[0]!));
  const shape = ['n', 3];
  const names = ['Add_1', 'Add_2', 'Mul_9', 'ReduceSum_8', 'result0', 'input0', 'ints 0', 'size n'];
  const bytes = await exportOnnx(
    fn,
    names.map((name) => ({ name, shape })),
  );
  expect(onnxReader.check(bytes)).toBe('');
  await expect(
    exportOnnx(fn, [
      { name: 'a', shape },
      { name: 'a', shape },
    ]),
  ).rejects.toThrow(/named 'a'/);
  await expect(exportOnnx((x) => tf.neg(x), [{ name: 'output', shape }])).rejects.toThrow(/named 'output'/);
});

test('a function with a gradient inside is exported with ONNX operators only', async () => {
  const w = filter([3, 3, 3, 8], 4);
  const sharpness = (x: tf.Tensor) => {
    const energy = (f: tf.Tensor) =>
      tf.sum(tf.square(tf.tanh(tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'same'))));
    return [tf.grad(energy)(w), energy(w)];
  };
  const bytes = await exportOnnx(sharpness, [{ name: 'x', shape: [2, 6, 5, 3] }]);
  expect(onnxReader.check(bytes)).toBe('');
  if (onnxReader.present) {
    const { opsets, outputs } = onnxReader.read(bytes);
    expect(opsets).toEqual({ '': 17 });
    expect(outputs.map(({ name }: { name: string }) => name)).toEqual(['output0', 'output1']);
  }
  w.dispose();
});

test('a model that does not compute what the function does gets no file', async () => {
  let calls = 0;
  const file = path.join(folder, 'drawn.onnx');
  const changing = (x: tf.Tensor) => tf.mul(x, ++calls);
  await expect(exportOnnx(changing, [{ name: 'x', shape: [1, 3] }], { file })).rejects.toThrow(
    /does not compute what the function does: output 'output'/,
  );
  expect(await readdir(folder)).not.toContain('drawn.onnx');
});

test('a training step, a size that cannot be left open and a place that cannot be written are refused', async () => {
  const { forward, dispose } = smallNetwork();
  const optimiser = tf.train.sgd(0.1);
  const step = (x: tf.Tensor) => {
    const { value, grads } = tf.variableGrads(() => forward(x).loss as tf.Scalar);
    optimiser.applyGradients(grads);
    return value;
  };
  await expect(exportOnnx(step, [{ name: 'x', shape: [1, 8, 8, 3] }])).rejects.toThrow(/changes variables/);
  const resized = (x: tf.Tensor) => tf.image.resizeBilinear(x as tf.Tensor4D, [10, 10]);
  await expect(exportOnnx(resized, [{ name: 'x', shape: [1, 'height', 8, 3] }])).rejects.toThrow(
    /Give all sizes as numbers/,
  );
  const file = path.join(folder, 'nowhere', 'network.onnx');
  await expect(exportOnnx(forward, [{ name: 'x', shape: [1, 8, 8, 3] }], { file })).rejects.toThrow(
    /could not be written to .*nowhere/,
  );
  dispose();
});
