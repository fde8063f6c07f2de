import { readImage } from '../../data';
import { type LPIPS, measure, type Protocol, type Quality } from '../../metrics';
import type { RgbImage, Sample, SampleSource } from '../../types';
import type { RestoreOptions } from '../restore';
import { type SequenceQuality, sequenceQuality } from '../sequence';
import { imageFiles } from './importedImages';
import { type Method, type MethodOutput, requireSize, runMethod } from './method';

/** One image by one method. */
export interface Assessed extends Quality {
  /** In the set. */
  index: number;
  /** In each of the further protocols, in their order. */
  further: Quality[];
  /** Null where no LPIPS was given. */
  lpips: number | null;
  /** Null where it was not measured here. */
  seconds: number | null;
  /** Null where the method or the set has no frames. */
  sequence: SequenceQuality | null;
}

/** Images of one sample, kept for figures. */
export interface Pictures {
  index: number;
  sample: Sample;
  /** In the order of the methods. */
  outputs: { name: string; image: RgbImage; frames: RgbImage[] }[];
}

export interface AssessOptions extends Omit<RestoreOptions, 'onProgress'> {
  protocol: Protocol;
  further: readonly Protocol[];
  lpips?: LPIPS | undefined;
  /** Indexes of the samples whose images are kept. */
  keep: readonly number[];
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface Assessment {
  /** [method][image] */
  results: Assessed[][];
  pictures: Pictures[];
  /** Of the first LR image, for which costs are counted. */
  size: { width: number; height: number };
}

/** Restores every sample once by each method and measures it. */
export async function assess(
  methods: readonly Method[],
  set: SampleSource,
  { protocol, further, lpips, keep, onProgress, ...restoreOptions }: AssessOptions,
): Promise<Assessment> {
  await requireFitting(methods, set);
  const results = methods.map((): Assessed[] => []);
  const pictures: Pictures[] = [];
  const size = { width: 0, height: 0 };
  for (let index = 0; index < set.length; index++) {
    const sample = await set.at(index);
    if (index === 0) Object.assign(size, { width: sample.blurred.width, height: sample.blurred.height });
    const kept: Pictures = { index, sample, outputs: [] };
    for (const [m, method] of methods.entries()) {
      const made = await output(method, sample, set, index, restoreOptions);
      requireSize(method.name, made.output, sample.sharp);
      const comparable = made.frames.length > 0 && sample.frames.length > 0;
      results[m]!.push({
        index,
        ...measure(made.output, sample.sharp, protocol),
        further: further.map((other) => measure(made.output, sample.sharp, other)),
        lpips: (await lpips?.distance(made.output, sample.sharp)) ?? null,
        seconds: made.seconds,
        sequence: comparable ? sequenceQuality(made.frames, sample, protocol) : null,
      });
      kept.outputs.push({ name: method.name, image: made.output, frames: made.frames });
    }
    if (keep.includes(index)) pictures.push(kept);
    onProgress?.(index + 1, set.length);
  }
  return { results, pictures, size };
}

async function output(
  method: Method,
  sample: Sample,
  set: SampleSource,
  index: number,
  options: RestoreOptions,
): Promise<MethodOutput> {
  options.signal?.throwIfAborted();
  if (!('results' in method)) return runMethod(method, sample.blurred, set.scale, options);
  const files = await imageFiles(method.results);
  return { output: await readImage(`${method.results}/${files[index]}`), frames: [], seconds: null };
}

/** Fails before anything is computed. */
async function requireFitting(methods: readonly Method[], set: SampleSource): Promise<void> {
  if (set.length === 0) throw new RangeError('the set is empty: there is nothing to evaluate on');
  for (const method of methods) {
    if ('network' in method && method.network.scale !== set.scale) {
      throw new RangeError(
        `${method.name} enlarges by ${method.network.scale}, but the set is made for x${set.scale}`,
      );
    }
    if ('results' in method) {
      const files = await imageFiles(method.results);
      if (files.length !== set.length) {
        throw new RangeError(
          `${method.name}: ${method.results} holds ${files.length} images, but the set has ${set.length} samples`,
        );
      }
    }
  }
}
