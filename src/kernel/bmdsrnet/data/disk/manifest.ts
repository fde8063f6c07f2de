import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { version } from '../../../../../package.json';
import type { Degradation } from '../degradation';
import type { FileSamples } from '../files/fileSamples';
import { loadSharp } from '../loadSharp';
import { writeWhole } from '../writeWhole';
import { JOURNAL, MANIFEST } from './layout';
import type { WrittenSample } from './writeSample';

/** What `manifest.json` says about a set on disk. */
export interface Manifest {
  format: 'bmdsrnet-samples/1';
  /** False while samples are still to be made; calling `synthesise` again goes on. */
  complete: boolean;
  settings: Degradation;
  source: {
    description: string;
    /** How many samples there are when the set is complete. */
    samples: number;
    /** SHA-256 of the names of the samples and of their source files, without folders. */
    files: string;
  };
  /** Of what wrote the images. */
  versions: Record<string, string>;
  /** In the order of the source; empty until the set is complete. */
  samples: WrittenSample[];
}

export async function describeSet({ description, files, degradation }: FileSamples): Promise<Manifest> {
  const sharp = await loadSharp();
  const names = files.map((sample) => JSON.stringify(sample, (_, value) => withoutFolder(value))).join('\n');
  return {
    format: 'bmdsrnet-samples/1',
    complete: false,
    settings: degradation,
    source: {
      description,
      samples: files.length,
      files: createHash('sha256').update(names).digest('hex'),
    },
    versions: {
      'bmdsrnet-notebooks': version,
      node: process.versions.node,
      sharp: sharp.versions.sharp ?? '',
      vips: sharp.versions.vips,
    },
    samples: [],
  };
}

const withoutFolder = (value: unknown): unknown => (typeof value === 'string' ? path.basename(value) : value);

/** The manifest of a folder, or undefined where there is none. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const file = path.join(folder, MANIFEST);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const manifest = parsed(text);
  if (manifest) return manifest;
  throw new Error(
    `${file} is not the manifest of a set written by synthesise: choose another folder, or delete this one and make the set again`,
  );
}

function parsed(text: string): Manifest | undefined {
  try {
    const value = JSON.parse(text) as Partial<Manifest>; // only the format tells whether it is one
    return value.format === 'bmdsrnet-samples/1' ? (value as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeWhole(path.join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 1)}\n`);
}

/** Notes a finished sample at once: it is kept whatever ends the process. */
export function noteFinished(folder: string, sample: WrittenSample): void {
  appendFileSync(path.join(folder, JOURNAL), `${JSON.stringify(sample)}\n`);
}

/** The samples noted so far, by name; a last line that was cut off does not count. */
export async function readFinished(folder: string): Promise<Map<string, WrittenSample>> {
  const text = await readFile(path.join(folder, JOURNAL), 'utf8').catch(() => '');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const samples = whole.split('\n').flatMap((line) => finishedSample(line) ?? []);
  return new Map(samples.map((sample) => [sample.name, sample]));
}

function finishedSample(line: string): WrittenSample | undefined {
  try {
    return JSON.parse(line) as WrittenSample;
  } catch {
    return undefined; // empty, or two writes that met: the sample is made again
  }
}

export async function removeJournal(folder: string): Promise<void> {
  await rm(path.join(folder, JOURNAL), { force: true });
}
