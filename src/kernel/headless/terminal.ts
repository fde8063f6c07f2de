import type { CellMessage } from '../client';
import type { MimeBundle } from '../protocol';
import { collapseCarriageReturns } from './carriageReturns';

export interface Screen {
  write(text: string): void;
  /** A terminal, where a line can be overwritten. */
  interactive: boolean;
}

const PROGRESS_MS = 10_000;

/** Shows the output of cells as text while they run. Off a terminal only finished lines are printed. */
export class Terminal {
  private line = '';
  private progress: string | null = null;
  private progressShownAt = 0;

  constructor(
    private readonly screen: Screen,
    private readonly now: () => number = Date.now,
  ) {}

  show(message: CellMessage): void {
    switch (message.type) {
      case 'stream':
        this.text(message.text);
        break;
      case 'display':
      case 'result':
        this.print(plainText(message.data));
        break;
      case 'updateDisplay':
        this.progressed(plainText(message.data));
        break;
      case 'error':
        this.print(message.traceback.join('\n') || `${message.ename}: ${message.evalue}`);
        break;
    }
  }

  /** Prints whole lines. */
  print(text: string): void {
    this.endLine();
    this.screen.write(`${text}\n`);
  }

  /** Ends an unfinished line, and shows the last state of a value that was updated in place. */
  endLine(): void {
    this.endProgress();
    const rest = collapseCarriageReturns(`${this.line}
`);
    this.line = '';
    if (rest !== '\n') this.screen.write(this.screen.interactive ? '\n' : rest);
  }

  private text(text: string): void {
    this.endProgress();
    const all = this.line + text;
    const end = all.lastIndexOf('\n') + 1;
    this.line = all.slice(end);
    if (this.screen.interactive) this.screen.write(text);
    else if (end > 0) this.screen.write(collapseCarriageReturns(all.slice(0, end)));
  }

  private progressed(text: string): void {
    const state = text.trimEnd().split('\n').at(-1) ?? '';
    if (this.progress === null) this.endLine();
    this.progress = state;
    if (this.screen.interactive) {
      this.screen.write(`\r\u001b[K${state}`);
    } else if (this.now() - this.progressShownAt >= PROGRESS_MS) {
      this.progressShownAt = this.now();
      this.progress = null;
      this.screen.write(`${state}\n`);
    }
  }

  private endProgress(): void {
    if (this.progress !== null) this.screen.write(this.screen.interactive ? '\n' : `${this.progress}\n`);
    this.progress = null;
  }
}

function plainText(data: MimeBundle): string {
  const text = data['text/plain'];
  return typeof text === 'string' ? text : `<${Object.keys(data).join(', ')}>`;
}
