import { beforeAll, describe, expect, it } from 'vitest';
import { startCompute } from '../../../../../src/kernel/compute';
import { probeBlockSize } from '../../../../../src/kernel/compute/onnx';
import { blockedGraph, eagerly, errorsOf, plainGraph } from './againstGolden';

const NAMES = ['BMDNet', 'ForNet', 'CoreNet', 'FuNet', 'whole-x2', 'whole-x3', 'whole-x4', 'every-x2'];
const WIDE = ['wide-BMDNet', 'wide-ForNet', 'wide-CoreNet', 'wide-FuNet', 'wide-x4'];

/** This processor, or this build of onnxruntime, has no blocked operators. */
const noBlocks = (await probeBlockSize()) === null;

beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

describe('forward and backward agree with float64', () => {
  it.each(NAMES)('operation by operation: %s', async (name) => {
    const { forward, gradients } = await errorsOf(name, eagerly);
    expect(forward.error, forward.name).toBeLessThanOrEqual(1e-5);
    expect(gradients.error, gradients.name).toBeLessThanOrEqual(1e-4);
  });

  it.each([...NAMES, ...WIDE])('as one graph in the plain layout: %s', async (name) => {
    const { forward, gradients } = await errorsOf(name, plainGraph);
    expect(forward.error, forward.name).toBeLessThanOrEqual(1e-5);
    expect(gradients.error, gradients.name).toBeLessThanOrEqual(1e-4);
  });

  // A ReLU may take the other side where sums are rounded in another order.
  it.skipIf(noBlocks).each(WIDE)('as one graph in the blocked layout: %s', async (name) => {
    const { forward, gradients } = await errorsOf(name, blockedGraph);
    expect(forward.error, forward.name).toBeLessThanOrEqual(1e-5);
    expect(gradients.error, gradients.name).toBeLessThanOrEqual(5e-3);
  });
});
