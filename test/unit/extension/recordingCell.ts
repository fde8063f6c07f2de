import { CellRun } from '../../../src/extension/kernels/cellRun';
import type { OutputCommand, OutputItem } from '../../../src/extension/output/commands';
import type { DisplayIds } from '../../../src/extension/output/projection';

/** A clock that moves only when told to. */
export class ManualClock {
  private time = 0;
  private timers: { at: number; callback: () => void }[] = [];
  now = (): number => this.time;
  after = (ms: number, callback: () => void): (() => void) => {
    const timer = { at: this.time + ms, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };
  advance(ms: number): void {
    this.time += ms;
    const due = this.timers.filter(({ at }) => at <= this.time);
    this.timers = this.timers.filter(({ at }) => at > this.time);
    for (const { callback } of due) callback();
  }
}

/** The document as VS Code would have it after the commands, and how often each output was touched. */
export class RecordingCell {
  readonly log: string[] = [];
  readonly outputs = new Map<string, { items: OutputItem[]; edits: number }>();

  constructor(readonly clock = new ManualClock()) {}

  run(name: string, displays: DisplayIds = new Map()): CellRun {
    return new CellRun(
      name,
      {
        start: (count) => this.log.push(`start ${count}`),
        apply: (commands) => {
          for (const command of commands) this.apply(name, command);
        },
        end: (success) => this.log.push(`end ${success}`),
        applyLate: (commands) => {
          this.log.push('late');
          for (const command of commands) this.apply(name, command);
        },
      },
      displays,
      this.clock,
    );
  }

  /** Text of every output, in order. */
  text(): string[] {
    return [...this.outputs.values()].map(({ items }) =>
      items.map(({ data }) => Buffer.from(data).toString()).join(''),
    );
  }

  private apply(name: string, command: OutputCommand): void {
    this.log.push(command.type);
    if (command.type === 'clear') {
      for (const key of this.outputs.keys()) if (key.startsWith(`${name}/`)) this.outputs.delete(key);
      return;
    }
    const { items, edits } = this.outputs.get(command.key) ?? { items: [], edits: 0 };
    if (command.type !== 'append' && edits === 0) throw new Error(`no output ${command.key}`);
    this.outputs.set(command.key, {
      items: command.type === 'appendItems' ? [...items, ...command.items] : command.items,
      edits: edits + 1,
    });
  }
}
