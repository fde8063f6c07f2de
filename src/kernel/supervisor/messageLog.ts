import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

interface Segment {
  file: string;
  fd: number;
  first: number;
  /** End of each frame in the file; the frame of `first` ends at `ends[0]`. */
  ends: number[];
}

export interface LogLimits {
  /** A new file is begun after this many bytes. */
  segmentBytes: number;
  /** Older files are removed while all together hold more. */
  totalBytes: number;
}
const LOG_LIMITS: LogLimits = { segmentBytes: 8 << 20, totalBytes: 128 << 20 };

/**
 * A bounded log on disk of what was sent, so that a client that comes back gets what it has missed and a slow client
 * costs no memory. Sequence numbers start at 1.
 */
export class MessageLog {
  private segments: Segment[] = [];
  private next = 1;

  constructor(
    private readonly folder: string,
    private readonly limits: LogLimits = LOG_LIMITS,
  ) {}

  get nextSeq(): number {
    return this.next;
  }

  /** The oldest message that can still be read; `nextSeq` where there is none. */
  get oldestSeq(): number {
    return this.segments[0]?.first ?? this.next;
  }

  append(frame: Buffer): void {
    const seq = this.next++;
    try {
      const segment = this.writable(seq);
      const start = segment.ends.at(-1) ?? 0;
      for (let done = 0; done < frame.length; ) {
        done += writeSync(segment.fd, frame, done, frame.length - done, start + done);
      }
      segment.ends.push(start + frame.length);
      this.trim();
    } catch {
      // A full disk must not stop the kernel: the past is forgotten, and who asks for it is told `truncated`.
      this.close();
    }
  }

  /** Frame number `seq`, or null where it is no longer (or not yet) in the log. */
  read(seq: number): Buffer | null {
    const segment = this.segments.findLast(({ first }) => first <= seq);
    const end = segment?.ends[seq - segment.first];
    if (!segment || end === undefined) return null;
    const start = segment.ends[seq - segment.first - 1] ?? 0;
    const frame = Buffer.allocUnsafe(end - start);
    return readSync(segment.fd, frame, 0, frame.length, start) === frame.length ? frame : null;
  }

  /** Removes everything that was logged. */
  close(): void {
    for (const segment of this.segments) remove(segment);
    this.segments = [];
  }

  private writable(seq: number): Segment {
    const current = this.segments.at(-1);
    if (current && (current.ends.at(-1) ?? 0) < this.limits.segmentBytes) return current;
    const file = path.join(this.folder, `messages-${seq}.log`);
    const segment = { file, fd: openSync(file, 'w+', 0o600), first: seq, ends: [] };
    this.segments.push(segment);
    return segment;
  }

  private trim(): void {
    let total = this.segments.reduce((sum, { ends }) => sum + (ends.at(-1) ?? 0), 0);
    while (this.segments.length > 1 && total > this.limits.totalBytes) {
      const oldest = this.segments.shift()!;
      total -= oldest.ends.at(-1) ?? 0;
      remove(oldest);
    }
  }
}

function remove(segment: Segment): void {
  closeSync(segment.fd);
  rmSync(segment.file, { force: true });
}
