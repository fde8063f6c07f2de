import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Start of the name of a folder that is not complete, left behind by a process that was killed while writing. */
export const UNFINISHED = '.unfinished-';

/** Writes a file and waits until the disk has it. */
async function writeFile(file: string, content: Uint8Array | string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Waits until the disk has the names in a folder; Windows does that by itself and can't open folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a folder of files that appears under its name only when it is complete and on disk; an older one goes. */
export async function writeWholeFolder(
  folder: string,
  files: ReadonlyMap<string, Uint8Array | string>,
): Promise<void> {
  const parent = path.dirname(folder);
  const unfinished = path.join(parent, `${UNFINISHED}${randomUUID()}`);
  try {
    await mkdir(unfinished, { recursive: true });
    for (const [name, content] of files) await writeFile(path.join(unfinished, name), content);
    await syncFolder(unfinished);
    await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
    await syncFolder(parent);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {}); // the first error is the one to tell
    throw error;
  }
}

/** Writes a small file that appears under its name only when it is complete and on disk. */
export async function writeWholeFile(file: string, content: string): Promise<void> {
  const unfinished = path.join(path.dirname(file), `${UNFINISHED}${randomUUID()}`);
  try {
    await writeFile(unfinished, content);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {}); // the first error is the one to tell
    throw error;
  }
}
