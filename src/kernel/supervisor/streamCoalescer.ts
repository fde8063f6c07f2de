import type { Header, StreamContent } from '../protocol';

type Name = StreamContent['name'];
export type EmitStream = (parent: Header | null, name: Name, text: string) => void;

/** Merged pieces leave at most this often; the first one of a burst leaves at once. */
const STREAM_INTERVAL_MS = 20;

/** Merges bursts of printed text into few messages, keeping the order of everything that was printed. */
export class StreamCoalescer {
  private pending: { parent: Header | null; name: Name; text: string } | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly emit: EmitStream,
    private readonly intervalMs = STREAM_INTERVAL_MS,
  ) {}

  push(parent: Header | null, name: Name, text: string): void {
    if (text === '') return;
    const { pending } = this;
    if (pending && (pending.name !== name || pending.parent?.msg_id !== parent?.msg_id)) this.emitPending();
    if (this.pending) this.pending.text += text;
    else this.pending = { parent, name, text };
    if (this.timer) return;
    this.emitPending();
    this.timer = setTimeout(() => this.tick(), this.intervalMs);
  }

  /** Emits what waits; call before any message that must come after it. */
  flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.emitPending();
  }

  private tick(): void {
    this.timer = this.pending ? setTimeout(() => this.tick(), this.intervalMs) : null;
    this.emitPending();
  }

  private emitPending(): void {
    const { pending } = this;
    this.pending = null;
    if (pending) this.emit(pending.parent, pending.name, pending.text);
  }
}
