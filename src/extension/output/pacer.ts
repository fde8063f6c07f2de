import type { OutputCommand } from './commands';

/** VS Code redraws a changed output in 30-80 ms; faster updates would only queue up. */
export const PACE_MS = 100;

export interface Clock {
  now(): number;
  /** Calls back once after a delay; returns what cancels it. */
  after(ms: number, callback: () => void): () => void;
}

/**
 * Passes commands on at most every {@link PACE_MS}; what waits is merged, so that of several updates of an output
 * only the last is drawn. `flush` passes on what is left: the last state is never lost.
 */
export class Pacer {
  private waiting: OutputCommand[] = [];
  private last = Number.NEGATIVE_INFINITY;
  private cancel: (() => void) | null = null;

  constructor(
    private readonly sink: (commands: OutputCommand[]) => void,
    private readonly clock: Clock,
  ) {}

  push(commands: readonly OutputCommand[]): void {
    for (const command of commands) this.waiting = merge(this.waiting, command);
    if (this.waiting.length === 0 || this.cancel) return;
    const wait = this.last + PACE_MS - this.clock.now();
    if (wait <= 0) this.flush();
    else this.cancel = this.clock.after(wait, () => this.flush());
  }

  flush(): void {
    this.cancel?.();
    this.cancel = null;
    if (this.waiting.length === 0) return;
    const commands = this.waiting;
    this.waiting = [];
    this.last = this.clock.now();
    this.sink(commands);
  }
}

/** Adds a command to those that wait, folding it into an earlier one where the result is the same. */
export function merge(waiting: readonly OutputCommand[], command: OutputCommand): OutputCommand[] {
  switch (command.type) {
    case 'clear':
      // Updates of other cells' outputs are not cleared with this cell; they are the ones with no `append` here.
      return [...waiting.filter((earlier) => earlier.type === 'replaceItems'), command];
    case 'replaceItems': {
      const at = waiting.findLastIndex((earlier) => earlier.type !== 'clear' && earlier.key === command.key);
      const earlier = waiting[at];
      if (earlier?.type !== 'append' && earlier?.type !== 'replaceItems') return [...waiting, command];
      return waiting.with(at, { ...earlier, items: command.items });
    }
    case 'appendItems': {
      const earlier = waiting.at(-1);
      if (earlier?.type === 'clear' || earlier?.type === 'replaceItems' || earlier?.key !== command.key)
        return [...waiting, command];
      return waiting.with(-1, { ...earlier, items: joined([...earlier.items, ...command.items]) });
    }
    default:
      return [...waiting, command];
  }
}

/** Stream items of one type as one item: VS Code keeps each item it is given. */
function joined(items: (OutputCommand & { type: 'append' })['items']): typeof items {
  const first = items[0]!;
  return [{ mime: first.mime, data: new Uint8Array(Buffer.concat(items.map((item) => item.data))) }];
}
