import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { reason } from '../../data/fileErrors';
import type { RunPlace } from '../options';

/** The folder of a run, made where it is not there: `runs/<date>-<name>-<id>` for a new run by name. */
export async function makeRunFolder(place: RunPlace): Promise<string> {
  const folder = 'folder' in place ? place.folder : path.join(place.in ?? 'runs', runName(place.name));
  try {
    for (const part of ['checkpoints', 'images']) await mkdir(path.join(folder, part), { recursive: true });
  } catch (cause) {
    throw new Error(`The folder of the run, ${folder}, can't be made: ${reason(cause)}.`, { cause });
  }
  return folder;
}

export function holdsRun(folder: string): boolean {
  return existsSync(path.join(folder, 'config.json'));
}

/** Sorts by time; the id tells apart what was started in the same second. */
export function runName(name: string): string {
  const date = new Date().toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
  const safe = name.trim().replaceAll(/[^\p{L}\p{N}._-]+/gu, '-');
  return `${date}-${safe || 'run'}-${randomBytes(3).toString('hex')}`;
}
