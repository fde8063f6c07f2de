import { type FileHandle, mkdir, open } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { maskedCrc32c } from './crc32c';
import { fileVersion, scalars, sessionStart, text } from './event';

/** Writes one TensorBoard event file: TFRecords of `Event` messages, each handed to the operating system at once. */
export class EventFile {
  private readonly told = new Map<string, string>();

  private constructor(private readonly handle: FileHandle) {}

  /** @param firstStep of what will be written; above 0 it is a resumption */
  static async create(folder: string, firstStep: number): Promise<EventFile> {
    await mkdir(folder, { recursive: true });
    const now = Date.now() / 1000;
    const name = `events.out.tfevents.${Math.floor(now)}.${os.hostname()}.${process.pid}.${firstStep}`;
    const file = new EventFile(await open(path.join(folder, name), 'a'));
    await file.append(fileVersion(now));
    if (firstStep > 0) await file.append(sessionStart(now, firstStep));
    return file;
  }

  scalars(step: number, values: Record<string, number>): Promise<void> {
    return this.append(scalars(Date.now() / 1000, step, values));
  }

  /** A text that stays the same: written at its first step only. */
  async textOnce(step: number, tag: string, content: string): Promise<void> {
    if (this.told.get(tag) === content) return;
    this.told.set(tag, content);
    await this.append(text(Date.now() / 1000, step, tag, content));
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async append(event: Buffer): Promise<void> {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(event.length));
    await this.handle.appendFile(Buffer.concat([length, masked(length), event, masked(event)]));
  }
}

function masked(content: Buffer): Buffer {
  const crc = Buffer.alloc(4);
  crc.writeUInt32LE(maskedCrc32c(content));
  return crc;
}
