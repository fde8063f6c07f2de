import { createSession, type HostTensor, type Model } from '../onnx';

/** Two orders of the same float32 sums differ by some 1e-6 of the largest value. */
const TOLERANCE = 1e-4;

/**
 * Runs two models on the same input and compares their outputs.
 * @param shapes the second model, whose sizes are all numbers
 * @throws Error naming the output that differs
 */
export async function requireSameNumbers(
  first: Uint8Array,
  second: Uint8Array,
  shapes: Model,
): Promise<void> {
  const feeds = Object.fromEntries(
    shapes.inputs.map(({ name, shape }) => [name, filled(shape, (i) => (Math.sin(i * 12.9898) + 1) / 2)]),
  );
  const run = async (model: Uint8Array): Promise<Record<string, HostTensor>> => {
    const fetches = Object.fromEntries(
      shapes.outputs.map(({ name, type, shape }) => [name, { ...filled(shape, () => 0, type) }]),
    );
    const session = await createSession(model);
    await session.run(feeds, fetches).finally(() => session.dispose());
    return fetches;
  };
  const [a, b] = [await run(first), await run(second)];
  for (const name of Object.keys(a)) {
    const [x, y] = [a[name]!.data, b[name]!.data];
    let [largest, furthest] = [0, 0];
    for (let i = 0; i < x.length; i++) {
      largest = Math.max(largest, Math.abs(Number(y[i])));
      furthest = Math.max(furthest, Math.abs(Number(x[i]) - Number(y[i])));
    }
    if (!(furthest <= TOLERANCE * largest))
      throw new Error(
        `The exported model does not compute what the function does: output '${name}' is off by ${furthest}. Give all sizes as numbers.`,
      );
  }
}

function filled(
  shape: Model['inputs'][number]['shape'],
  value: (index: number) => number,
  type: HostTensor['type'] = 'float32',
): HostTensor {
  const sizes = shape.map(Number);
  const length = sizes.reduce((product, size) => product * size, 1);
  const values = Array.from({ length }, (_, index) => value(index));
  const arrays = {
    float32: Float32Array.from(values),
    int32: Int32Array.from(values),
    int64: BigInt64Array.from(values, (one) => BigInt(Math.trunc(one))),
    bool: Uint8Array.from(values),
  };
  return { type, shape: sizes, data: arrays[type] };
}
