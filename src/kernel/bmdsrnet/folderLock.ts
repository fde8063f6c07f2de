import { readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

interface Holder {
  pid: number;
  host: string;
}

/** Locks that this process holds. */
const held = new Set<string>();

/** The file in a folder that says who writes into it. */
export const LOCK = 'running.json';

/** Keeps two writers out of one folder. What a killed process left behind does not count. */
export class FolderLock {
  private constructor(private readonly file: string) {}

  /** @throws Error that names the process that writes into the folder */
  static async take(folder: string): Promise<FolderLock> {
    const file = path.resolve(folder, LOCK);
    const lock = new FolderLock(file);
    const mine: Holder = { pid: process.pid, host: os.hostname() };
    for (;;) {
      try {
        await writeFile(file, JSON.stringify(mine), { flag: 'wx' });
        held.add(file);
        return lock;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        await removeIfStale(file, folder);
      }
    }
  }

  async release(): Promise<void> {
    held.delete(this.file);
    await rm(this.file, { force: true });
  }
}

async function removeIfStale(file: string, folder: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const holder = parse(text);
  if (holder && isRunning(holder, file)) {
    const who = holder.pid === process.pid ? 'This process' : `Process ${holder.pid} on ${holder.host}`;
    throw new Error(
      `${who} is writing into ${folder}. Wait until it ends or stop it; if it is ` +
        `something else by now, remove ${file}.`,
    );
  }
  await rm(file, { force: true });
}

function parse(text: string): Holder | null {
  try {
    return JSON.parse(text);
  } catch {
    return null; // killed while writing it
  }
}

function isRunning({ pid, host }: Holder, file: string): boolean {
  if (host !== os.hostname()) return true; // can't be told from here
  if (pid === process.pid) return held.has(file);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // another user's
  }
}
