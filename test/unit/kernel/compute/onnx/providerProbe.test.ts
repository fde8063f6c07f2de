import { expect, it } from 'vitest';
import { loadOnnxRuntime } from '../../../../../src/kernel/compute/onnx/load';
import { runProbe } from '../../../../../src/kernel/compute/onnx/providerProbe';

it('every operator of the probe gives values that a wrong one would not', async () => {
  const found = await runProbe(loadOnnxRuntime(), 'cpu');
  const names =
    'Conv MatMul Concat Slice Transpose Expand MaxPool ScatterElements CumSum GatherND Cast'.split(' ');
  for (const name of names) {
    const values = found.get(name)!;
    expect(values.every(Number.isFinite), name).toBe(true);
    expect(new Set(values).size, name).toBeGreaterThan(1);
  }
  const x = Float32Array.from({ length: 288 }, (_, i) => Math.sin(1.3 * (i + 1)));
  expect([...found.get('GatherND')!.subarray(0, 6)]).toEqual([...x.subarray(282)]);
  expect(found.get('Slice')![1]).toBe(x[9]);
  expect(found.get('Transpose')![1]).toBe(x[36]);
});
