import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Ending of a file that is being written; one that is found later was left by a process that was killed. */
export const UNFINISHED = '.tmp';

/** Writes a file under another name first, so that an old one stays whole until the new one is; folders are made. */
export async function replaceFile(file: string, content: Uint8Array | string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}${UNFINISHED}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(unfinished, content);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {}); // the first error is the one to tell
    throw error;
  }
}
