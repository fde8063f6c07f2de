import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { reason } from './fileErrors';

/** Ending of a file that is being written; one that is found later was left by a process that was killed. */
export const UNFINISHED = '.tmp';

/** Writes a file that appears only once it is complete; folders are made. */
export async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${file}.${randomUUID()}${UNFINISHED}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to tell
    throw new Error(`${file} could not be written: ${reason(cause)}`, { cause });
  }
}
