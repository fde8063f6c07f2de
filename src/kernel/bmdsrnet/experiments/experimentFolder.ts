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

/** Keeps plain data beside the tables that are made of it. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeWhole(file, `${JSON.stringify(value, null, 2)}\n`);
}
