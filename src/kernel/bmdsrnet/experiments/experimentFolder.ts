import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { reason } from '../data';
import { writeWhole } from '../data/writeWhole';
import { runName } from '../training/run/runFolder';

/** The folder of an experiment, made where it is not there: `runs/<date>-<name>-<id>` unless one is named. */
export async function experimentFolder(name: string, folder?: string): Promise<string> {
  const made = folder ?? path.join('runs', runName(name));
  try {
    await mkdir(made, { recursive: true });
  } catch (cause) {
    throw new Error(
      `The folder of the experiment, ${made}, can't be made: ${reason(cause)}. Name another one.`,
      {
        cause,
      },
    );
  }
  return made;
}

const INFINITE = 'Infinity';

/** Keeps plain data beside the tables that are made of it; the PSNR of equal images is the word `Infinity`. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  const finite = (_: string, item: unknown): unknown => (item === Number.POSITIVE_INFINITY ? INFINITE : item);
  await writeWhole(file, `${JSON.stringify(value, finite, 2)}\n`);
}

/** What `writeJson` wrote. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, (_, item: unknown) => (item === INFINITE ? Number.POSITIVE_INFINITY : item));
}
