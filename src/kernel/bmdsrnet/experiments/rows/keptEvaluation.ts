import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { encodePng, readImage } from '../../data';
import { writeWhole } from '../../data/writeWhole';
import type { MethodComparison, Pictures } from '../../evaluation';
import type { RgbImage, SampleSource } from '../../types';
import type { SetFingerprint } from '../config/fingerprint';
import { parseJson, writeJson } from '../experimentFolder';
import type { Row } from './row';

/** What an evaluation depends on: one that was kept serves only where all of it is the same. */
export interface EvaluationKey {
  /** Of the training; null where nothing was trained. */
  steps: number | null;
  training: SetFingerprint;
  test: SetFingerprint;
  /** In words. */
  protocols: string[];
  lpips: string | null;
  /** Indexes of the samples whose images are kept. */
  pictures: readonly number[];
}

/** One method of an experiment, measured. */
export interface MeasuredRow {
  comparison: MethodComparison;
  /** Of its training. */
  warnings: string[];
  /** What the loss of its training left out. */
  notes: string[];
}

interface KeptFile extends MeasuredRow {
  key: EvaluationKey;
  /** Of each sample that was kept: seven, or none. */
  frames: number;
}

const FILE = 'evaluation.json';

/** Writes an evaluation and the images of its figures; the JSON comes last, so that it speaks for all. */
export async function keepEvaluation(
  folder: string,
  key: EvaluationKey,
  { comparison, warnings, notes }: MeasuredRow,
): Promise<void> {
  let kept = 0;
  for (const { index, outputs } of comparison.pictures) {
    const { image, frames } = outputs[0]!;
    kept = frames.length;
    await writeWhole(outputFile(folder, index), await encodePng(image));
    for (const [i, frame] of frames.entries())
      await writeWhole(frameFile(folder, index, i), await encodePng(frame));
  }
  await writeJson(path.join(folder, FILE), {
    ...{ key, warnings, notes, frames: kept },
    comparison: { ...comparison, pictures: [] },
  });
}

/**
 * What an earlier call kept of the same; undefined where there is nothing, or something else.
 * @param row what it is called now: with more seeds the names tell them apart
 */
export async function keptEvaluation(
  folder: string,
  key: EvaluationKey,
  test: SampleSource,
  row: Pick<Row, 'name' | 'replicateOf'>,
): Promise<MeasuredRow | undefined> {
  const text = await readFile(path.join(folder, FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const kept = parseJson(text) as KeptFile; // the key tells whether it is what is looked for
    if (JSON.stringify(kept.key) !== JSON.stringify(key) || !kept.notes) return undefined;
    const comparison = renamed(kept.comparison, row);
    const pictures: Pictures[] = [];
    for (const index of key.pictures)
      pictures.push(await picturesOf(folder, index, kept.frames, row.name, test));
    const { warnings, notes } = kept;
    return { warnings, notes, comparison: { ...comparison, pictures } };
  } catch {
    return undefined; // damaged, or an image is gone: it is measured again
  }
}

function renamed(
  comparison: MethodComparison,
  { name, replicateOf }: Pick<Row, 'name' | 'replicateOf'>,
): MethodComparison {
  const { replicateOf: _, ...method } = comparison.methods[0]!;
  const together = replicateOf === undefined ? {} : { replicateOf };
  return { ...comparison, reference: name, methods: [{ ...method, name, ...together }] };
}

async function picturesOf(
  folder: string,
  index: number,
  count: number,
  name: string,
  test: SampleSource,
): Promise<Pictures> {
  const frames: RgbImage[] = [];
  for (let i = 0; i < count; i++) frames.push(await readImage(frameFile(folder, index, i)));
  const image = await readImage(outputFile(folder, index));
  return { index, sample: await test.at(index), outputs: [{ name, image, frames }] };
}

const outputFile = (folder: string, index: number): string =>
  path.join(folder, 'restored', `sample${index}.png`);
const frameFile = (folder: string, index: number, frame: number): string =>
  path.join(folder, 'restored', `sample${index}-frame${frame + 1}.png`);
