import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MessageLog } from '../../../../src/kernel/supervisor/messageLog';

describe('the message log', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('gives back any frame, also of different lengths and over several files', () => {
    const log = new MessageLog(folder, { segmentBytes: 50, totalBytes: 1 << 20 });
    const frames = Array.from({ length: 40 }, (_, i) => Buffer.alloc(i % 7, i));
    for (const frame of frames) log.append(frame);
    for (const [i, frame] of frames.entries()) expect(log.read(i + 1)).toEqual(frame);
    expect(log.read(0)).toBeNull();
    expect(log.read(41)).toBeNull();
    expect(readdirSync(folder).length).toBeGreaterThan(1);
    log.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps its bound by forgetting the oldest', () => {
    const log = new MessageLog(folder, { segmentBytes: 100, totalBytes: 300 });
    for (let i = 1; i <= 100; i++) log.append(Buffer.alloc(10, i));
    expect(log.nextSeq).toBe(101);
    expect(log.oldestSeq).toBeGreaterThan(60);
    expect(log.read(log.oldestSeq - 1)).toBeNull();
    expect(log.read(log.oldestSeq)).toEqual(Buffer.alloc(10, log.oldestSeq));
    expect(log.read(100)).toEqual(Buffer.alloc(10, 100));
    log.close();
  });

  it('goes on without a past where it cannot be written', () => {
    const log = new MessageLog(path.join(folder, 'missing'));
    log.append(Buffer.from('lost'));
    expect({ next: log.nextSeq, oldest: log.oldestSeq, frame: log.read(1) }).toEqual({
      next: 2,
      oldest: 2,
      frame: null,
    });
  });
});
