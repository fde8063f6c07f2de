import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { FolderLock, LOCK } from '../../folderLock';
import { UNFINISHED } from '../../replaceFile';
import type { FileSamples } from '../files/fileSamples';
import { type RunAllOptions, runAll } from '../threads/runAll';
import { JOURNAL, MANIFEST } from './layout';
import {
  describeSet,
  type Manifest,
  noteFinished,
  readFinished,
  readManifest,
  removeJournal,
  writeManifest,
} from './manifest';
import { synthesised } from './synthesised';
import type { WrittenSample } from './writeSample';

/**
 * Makes every sample of a set once and writes it to a folder: LR blurred images, LR frames and HR sharp images as PNG
 * (`blurred/`, `frames/`, `sharp/`) and `manifest.json` with settings, source, versions, sizes and hashes. Works in
 * threads. What was stopped, by `signal` or by the end of the process, goes on when called again, and ends with the
 * same bytes; each file appears only once it is complete.
 * @returns the set on disk
 * @throws an Error when the folder holds something else, a set with other settings, or is being written already
 */
export async function synthesise(
  samples: FileSamples,
  folder: string,
  options: RunAllOptions = {},
): Promise<FileSamples> {
  options.signal?.throwIfAborted();
  if (samples.files.some(({ kind }) => kind === 'finished')) {
    throw new Error(
      `${samples.description}: these LR images are made already, there is nothing to synthesise`,
    );
  }
  await mkdir(folder, { recursive: true });
  const lock = await FolderLock.take(folder);
  try {
    await writeSet(samples, folder, options);
  } finally {
    await lock.release();
  }
  return synthesised(folder);
}

async function writeSet(
  samples: FileSamples,
  folder: string,
  { onProgress, ...options }: RunAllOptions,
): Promise<void> {
  const wanted = await describeSet(samples);
  const found = await readManifest(folder);
  if (found) requireSame(folder, found, wanted);
  else {
    await requireEmpty(folder);
    await writeManifest(folder, wanted);
  }
  await removeUnfinished(folder);
  const finished = await stillThere(folder, found?.complete ? byName(found) : await readFinished(folder));
  const missing = samples.files.filter(({ name }) => !finished.has(name));
  const kept = samples.length - missing.length;
  if (kept > 0) onProgress?.(kept, samples.length);
  if (found?.complete && missing.length > 0) await reopen(folder, found, finished);
  await runAll(
    'writeSample',
    missing.map((files) => ({ files, settings: samples.degradation, folder })),
    { ...options, onProgress: (done) => onProgress?.(kept + done, samples.length) },
    (sample) => {
      noteFinished(folder, sample);
      finished.set(sample.name, sample);
    },
  );
  if (missing.length > 0 || !found?.complete) {
    const inOrder = samples.files.map(({ name }) => finished.get(name)!);
    await writeManifest(folder, { ...(found ?? wanted), complete: true, samples: inOrder });
  }
  await removeJournal(folder);
}

const byName = ({ samples }: Manifest): Map<string, WrittenSample> =>
  new Map(samples.map((sample) => [sample.name, sample]));

/** A complete set of which files are gone is incomplete again; what is there stays noted. */
async function reopen(
  folder: string,
  manifest: Manifest,
  finished: Map<string, WrittenSample>,
): Promise<void> {
  await removeJournal(folder);
  for (const sample of finished.values()) noteFinished(folder, sample);
  await writeManifest(folder, { ...manifest, complete: false, samples: [] });
}

/** Samples all of whose files have the size that was noted. */
async function stillThere(
  folder: string,
  samples: Map<string, WrittenSample>,
): Promise<Map<string, WrittenSample>> {
  const kept = new Map<string, WrittenSample>();
  for (const [name, sample] of samples) {
    const sizes = await Promise.all(
      sample.files.map((file) =>
        stat(path.join(folder, file.path)).then(
          ({ size }) => size,
          () => -1,
        ),
      ),
    );
    if (sample.files.every(({ bytes }, i) => bytes === sizes[i])) kept.set(name, sample);
  }
  return kept;
}

function requireSame(folder: string, found: Manifest, wanted: Manifest): void {
  const settings = Object.keys(wanted.settings) as (keyof Manifest['settings'])[]; // of an object literal
  const changes = settings
    .filter((key) => found.settings[key] !== wanted.settings[key])
    .map((key) => `${key} is ${found.settings[key]} there and ${wanted.settings[key]} here`);
  if (found.source.files !== wanted.source.files) {
    changes.push(
      `its samples come from ${found.source.samples} other source images or windows than these ${wanted.source.samples} ` +
        `(there: "${found.source.description}"; here: "${wanted.source.description}")`,
    );
  }
  if (changes.length === 0) return;
  throw new Error(
    `${folder} holds a set with other settings: ${changes.join('; ')}. Give another folder, the same settings, or delete this folder to make the set again.`,
  );
}

async function requireEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const strange = names.filter(
    (name) => name !== JOURNAL && name !== LOCK && !name.startsWith('.') && !name.endsWith(UNFINISHED),
  );
  if (strange.length === 0) return;
  throw new Error(
    `${folder} is not empty and holds no ${MANIFEST} of a set (it holds ${strange.slice(0, 3).join(', ')}): give a new or empty folder`,
  );
}

/** Removes what a killed process was writing. */
async function removeUnfinished(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  await Promise.all(
    names
      .filter((name) => name.endsWith(UNFINISHED))
      .map((name) => rm(path.join(folder, name), { force: true })),
  );
}
