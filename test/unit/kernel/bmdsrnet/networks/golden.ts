import { readFileSync } from 'node:fs';
import { type NetworkConfig, PRESETS } from '../../../../../src/kernel/bmdsrnet/networks/presets';
import {
  decodeSafetensors,
  type StoredTensor,
} from '../../../../../src/kernel/bmdsrnet/networks/safetensors';
import type { Scale } from '../../../../../src/kernel/bmdsrnet/types';

/** Golden vectors in float64 by an independent implementation: `scripts/oracle/make_vectors.py`. */
export interface Golden {
  scale: Scale;
  config: NetworkConfig;
  weights: Map<string, StoredTensor>;
  inputs: Map<string, StoredTensor>;
  outputs: Map<string, StoredTensor>;
  gradients: Map<string, StoredTensor>;
  /** Where only a part of a gradient is stored: its largest magnitude, then every n-th value. */
  strides: Record<string, number>;
}

export function golden(name: string): Golden {
  const { tensors, metadata } = decodeSafetensors(
    readFileSync(new URL(`oracle/${name}.safetensors`, import.meta.url)),
  );
  const { scale, encoder, decoder, steps, decode, activation: _, ...rest } = JSON.parse(metadata.config!);
  const under = (kind: string) =>
    new Map(
      [...tensors]
        .filter(([key]) => key.startsWith(`${kind}/`))
        .map(([key, value]) => [key.slice(kind.length + 1), value]),
    );
  return {
    scale,
    config: { ...PRESETS.tiny, ...rest, forNet: { encoder, decoder, steps, decode } },
    weights: metadata.weights
      ? seededWeights(JSON.parse(metadata.weights), Number(metadata.seed))
      : under('weight'),
    inputs: under('input'),
    outputs: under('output'),
    gradients: under('gradient'),
    strides: JSON.parse(metadata.strides ?? '{}'),
  };
}

/** The weights of `scripts/oracle/seeded.py`: one stream of uniform numbers, exact in every language. */
function seededWeights(
  drawn: readonly [name: string, shape: number[], bound: number][],
  seed: number,
): Map<string, StoredTensor> {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  return new Map(
    drawn.map(([name, shape, bound]) => {
      const length = shape.reduce((product, n) => product * n, 1);
      return [name, { shape, data: Float32Array.from({ length }, () => bound * next()) }];
    }),
  );
}

/** The largest error of any stored value relative to the largest value of the tensor. */
export function relativeError(found: ArrayLike<number>, expected: Float32Array, stride = 1): number {
  const [largest, values] =
    stride === 1
      ? [expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0), expected]
      : [expected[0]!, expected.subarray(1)];
  if (Math.ceil(found.length / stride) !== values.length)
    throw new Error(`${found.length} values were found; every ${stride}th should be one of ${values.length}`);
  return values.reduce((most, value, i) => Math.max(most, Math.abs(found[i * stride]! - value)), 0) / largest;
}
