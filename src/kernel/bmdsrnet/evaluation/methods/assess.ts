import { readImage } from '../../data';
import { describeProtocol, type LPIPS, measure, type Protocol, type Quality } from '../../metrics';
import type { RgbImage, Sample, SampleSource } from '../../types';
import { releaseForwardPass } from '../forwardPass';
import type { RestoreOptions } from '../restore';
import { type SequenceQuality, sequenceQuality } from '../sequence';
import { type ImportedFiles, importedFiles } from './importedImages';
import { type Method, type MethodOutput, requireSize, runMethod } from './method';
import { readAhead } from './readAhead';

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
  /** For each method, how its files were matched with the samples; undefined where it computes. */
  matched: (ImportedFiles['matched'] | undefined)[];
}

/** Restores every sample once by each method and measures it. The graphs of networks are freed at the end. */
export async function assess(
  methods: readonly Method[],
  set: SampleSource,
  { protocol, further, lpips, keep, onProgress, ...restoreOptions }: AssessOptions,
): Promise<Assessment> {
  requireFitting(methods, set);
  const files = await Promise.all(
    methods.map((method) =>
      'results' in method ? importedFiles(method.name, method.results, set) : undefined,
    ),
  );
  const results = methods.map((): Assessed[] => []);
  const pictures: Pictures[] = [];
  const size = { width: 0, height: 0 };
  let index = 0;
  try {
    for await (const sample of readAhead(set)) {
      if (index === 0) Object.assign(size, { width: sample.blurred.width, height: sample.blurred.height });
      const kept: Pictures = { index, sample, outputs: [] };
      for (const [m, method] of methods.entries()) {
        restoreOptions.signal?.throwIfAborted();
        const made =
          'results' in method
            ? await imported(files[m]!.paths[index]!)
            : await runMethod(method, sample.blurred, set.scale, restoreOptions);
        requireSize(method.name, made.output, sample.sharp);
        const comparable = made.frames.length > 0 && sample.frames.length > 0;
        const [quality, ...others] = measureAll(made.output, sample.sharp, [protocol, ...further]);
        results[m]!.push({
          index,
          ...quality!,
          further: others,
          lpips: (await lpips?.distance(made.output, sample.sharp)) ?? null,
          seconds: made.seconds,
          sequence: comparable ? sequenceQuality(made.frames, sample, protocol) : null,
        });
        kept.outputs.push({ name: method.name, image: made.output, frames: made.frames });
      }
      if (keep.includes(index)) pictures.push(kept);
      index++;
      onProgress?.(index, set.length);
    }
  } finally {
    for (const method of methods) if ('network' in method) await releaseForwardPass(method.network);
  }
  return { results, pictures, size, matched: files.map((found) => found?.matched) };
}

async function imported(file: string): Promise<MethodOutput> {
  return { output: await readImage(file), frames: [], seconds: null };
}

/** Protocols that say the same are measured once. */
function measureAll(image: RgbImage, truth: RgbImage, protocols: readonly Protocol[]): Quality[] {
  const known = new Map<string, Quality>();
  return protocols.map((protocol) => {
    const text = describeProtocol(protocol);
    const quality = known.get(text) ?? measure(image, truth, protocol);
    known.set(text, quality);
    return quality;
  });
}

/** Fails before anything is computed. */
function requireFitting(methods: readonly Method[], set: SampleSource): void {
  if (set.length === 0) throw new RangeError('the set is empty: there is nothing to evaluate on');
  for (const method of methods) {
    if ('network' in method && method.network.scale !== set.scale) {
      throw new RangeError(
        `${method.name} enlarges by ${method.network.scale}, but the set is made for x${set.scale}`,
      );
    }
  }
}
