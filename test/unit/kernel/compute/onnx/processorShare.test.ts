import type { InferenceSession } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { loadOnnxRuntime, type OnnxRuntime } from '../../../../../src/kernel/compute/onnx/load';
import { encodeModel } from '../../../../../src/kernel/compute/onnx/model';
import { createOn } from '../../../../../src/kernel/compute/onnx/processorShare';

const ort = loadOnnxRuntime();
const model = encodeModel({
  nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
  inputs: [{ name: 'x', type: 'float32', shape: [1] }],
  outputs: [{ name: 'y', type: 'float32', shape: [1] }],
  initializers: [],
});

/** onnxruntime with a provider that has no operator, so that the processor, which is always there, computes all. */
const asked: boolean[] = [];
const withIdle = {
  ...{ Tensor: ort.Tensor, listSupportedBackends: ort.listSupportedBackends },
  InferenceSession: {
    create: (bytes: Uint8Array, options: InferenceSession.SessionOptions) => {
      asked.push(options.extra !== undefined);
      return ort.InferenceSession.create(bytes, { ...options, executionProviders: ['cpu'] });
    },
  },
} as unknown as OnnxRuntime;

it('operators that a provider leaves to the processor are told once, and computed there', async () => {
  const warnings: string[] = [];
  for (let i = 0; i < 2; i++) {
    const session = await createOn(withIdle, 'idle', model, (text) => warnings.push(text), {
      logSeverityLevel: 4,
    });
    const { y } = await session.run({ x: new ort.Tensor('float32', [3], [1]) });
    expect(await y!.getData()).toEqual(Float32Array.of(-3));
    await session.release();
  }
  expect(warnings).toEqual([expect.stringMatching(/'idle' leaves operators .* processor/)]);
  expect(asked).toEqual([true, false, false]);
});

it('other refusals are passed on', () =>
  expect(
    createOn(withIdle, 'other', model.subarray(3), () => {}, { logSeverityLevel: 4 }),
  ).rejects.toThrow());
