import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { KernelRecord } from '../protocol';

const SUFFIX = '.kernel.json';

/** Records of running kernels, a file each, in the runtime folder: how a later window finds a notebook's kernel. */
export class Registry {
  constructor(private readonly folder: string) {}

  /** The live kernel of a notebook. Records that dead kernels left behind are removed on the way. */
  find(notebook: string): KernelRecord | null {
    return this.live(this.file({ notebook, id: '' }));
  }

  /** Every live kernel of this user. */
  list(): KernelRecord[] {
    const files = readdirSync(this.folder).filter((name) => name.endsWith(SUFFIX));
    return files.map((name) => this.live(path.join(this.folder, name))).filter((record) => record !== null);
  }

  /** Writes a record, whole or not at all. Throws where the notebook already has a live kernel. */
  add(record: KernelRecord): void {
    const file = this.file(record);
    const temporary = `${file}.${record.id}.tmp`;
    writeFileSync(temporary, JSON.stringify(record), { mode: 0o600 });
    try {
      // A link fails where the name is taken, so two kernels that start at once can't both be the notebook's.
      if (this.live(file)) throw new Error(`The notebook ${record.notebook} already has a kernel.`);
      linkSync(temporary, file);
    } finally {
      unlinkSync(temporary);
    }
  }

  remove(record: KernelRecord): void {
    if (read(this.file(record))?.id === record.id) rmSync(this.file(record), { force: true });
  }

  /** The folder of a kernel's socket and message log. */
  kernelFolder(id: string): string {
    return path.join(this.folder, `k-${id}`);
  }

  private live(file: string): KernelRecord | null {
    if (!existsSync(file)) return null;
    const record = read(file);
    if (record && alive(record.pid)) return record;
    if (record) rmSync(this.kernelFolder(record.id), { recursive: true, force: true });
    return this.takeAway(file, record);
  }

  /** Removes a dead record; another process may do the same, and register its kernel there, at this very moment. */
  private takeAway(file: string, dead: KernelRecord | null): KernelRecord | null {
    const aside = `${file}.${randomBytes(5).toString('hex')}.tmp`;
    try {
      renameSync(file, aside);
    } catch {
      return null;
    }
    const taken = read(aside);
    const isNew = taken !== null && taken.id !== dead?.id;
    if (isNew) linkSync(aside, file);
    unlinkSync(aside);
    return isNew ? taken : null;
  }

  private file({ notebook, id }: { notebook: string | null; id: string }): string {
    const name = notebook === null ? id : createHash('sha256').update(notebook).digest('hex').slice(0, 16);
    return path.join(this.folder, name + SUFFIX);
  }
}

function read(file: string): KernelRecord | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as KernelRecord;
  } catch {
    return null;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
