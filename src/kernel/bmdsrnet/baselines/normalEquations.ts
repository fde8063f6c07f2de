import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Sample, SampleSource } from '../types';
import { solvePositiveDefinite } from './cholesky';

/** Side of the filters, in LR pixels. */
export const TAPS = 9;
const REACH = (TAPS - 1) / 2;
const UNKNOWNS = TAPS * TAPS;

/** Sums over all patches x and HR pixels y behind them: x xt (lower triangle) and x yt. */
interface Sums {
  gram: Float64Array;
  cross: Float64Array;
  patches: number;
}

/**
 * Least squares over patches of a training set: the filters that best predict the s x s HR pixels behind the middle
 * of a 9x9 LR patch. All phases see the same patches, so one matrix serves them all; R, G and B count alike.
 *
 * @param mostPatches beyond it patches are skipped, evenly over the samples that are read
 * @param mostSamples beyond it samples are skipped, evenly over the set: 150,000 patches need no more to be read
 * @returns [9, 9, s*s], row after row
 * @throws RangeError when the set has fewer patches than a filter has weights
 */
export async function fitFilters(
  set: SampleSource,
  mostPatches: number,
  mostSamples: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const phases = set.scale ** 2;
  const sums: Sums = {
    gram: new Float64Array(UNKNOWNS ** 2),
    cross: new Float64Array(UNKNOWNS * phases),
    patches: 0,
  };
  const samples = Math.min(set.length, mostSamples);
  for (let n = 0; n < samples; n++) {
    await nextTurn(); // lets an interrupt in
    signal?.throwIfAborted();
    const index = Math.floor(((n + 0.5) * set.length) / samples);
    addPatches(sums, await set.at(index), set.scale, mostPatches / samples);
  }
  if (sums.patches < UNKNOWNS) {
    throw new RangeError(
      `The training set has only ${sums.patches} patches of ${TAPS}x${TAPS} LR pixels, too few for the ` +
        `${UNKNOWNS} weights of a filter. Use more or larger images.`,
    );
  }
  // Far below the noise of 8-bit values; keeps the matrix positive definite on flat images.
  for (let i = 0; i < UNKNOWNS; i++) sums.gram[i * UNKNOWNS + i]! += 1e-7 * sums.patches;
  return solvePositiveDefinite(sums.gram, sums.cross, UNKNOWNS);
}

function addPatches(sums: Sums, { blurred, sharp }: Sample, scale: number, most: number): void {
  const { width, height } = blurred;
  const all = 3 * Math.max(0, width - 2 * REACH) * Math.max(0, height - 2 * REACH);
  const wanted = Math.max(1, Math.ceil(all / most));
  const every = wanted % 3 === 0 ? wanted + 1 : wanted; // so that R, G and B take turns
  const phases = scale ** 2;
  const patch = new Float64Array(UNKNOWNS);
  const pixels = new Float64Array(phases);
  for (let k = 0; k < all; k += every) {
    const c = k % 3;
    const x = REACH + (Math.floor(k / 3) % (width - 2 * REACH));
    const y = REACH + Math.floor(k / (3 * (width - 2 * REACH)));
    for (let t = 0; t < UNKNOWNS; t++) {
      const row = y - REACH + Math.floor(t / TAPS);
      patch[t] = blurred.data[3 * (row * width + x - REACH + (t % TAPS)) + c]!;
    }
    for (let p = 0; p < phases; p++) {
      const row = scale * y + Math.floor(p / scale);
      pixels[p] = sharp.data[3 * (row * sharp.width + scale * x + (p % scale)) + c]!;
    }
    for (let i = 0; i < UNKNOWNS; i++) {
      const value = patch[i]!;
      for (let j = 0; j <= i; j++) sums.gram[i * UNKNOWNS + j]! += value * patch[j]!;
      for (let p = 0; p < phases; p++) sums.cross[i * phases + p]! += value * pixels[p]!;
    }
    sums.patches++;
  }
}
