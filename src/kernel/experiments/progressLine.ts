import type { WriteStream } from 'node:tty';
import type { StepReport } from '../bmdsrnet';

/** How often a log that is no terminal hears of progress. */
const QUIET_MS = 15_000;

/** One line that is written over while work goes on; in a log, a line now and then. */
export class ProgressLine {
  private shown = '';
  private loggedAt = 0;

  constructor(private readonly stream: WriteStream | NodeJS.WriteStream) {}

  /**
   * @param what is worked on; a log has it when it begins
   * @param detail how far it is; a log has it now and then
   */
  show(what: string, detail?: string): void {
    const text = detail === undefined ? what : `${what}  ${detail}`;
    if (this.stream.isTTY) this.stream.write(`\r${text.padEnd(this.shown.length)}`);
    else if (detail === undefined || performance.now() - this.loggedAt > QUIET_MS) {
      this.loggedAt = performance.now();
      this.stream.write(`${text}\n`);
    }
    this.shown = text;
  }

  /** A line of its own, which stays. */
  say(text: string): void {
    this.end();
    this.stream.write(`${text}\n`);
  }

  end(): void {
    if (this.stream.isTTY && this.shown) this.stream.write('\n');
    this.shown = '';
  }
}

export function describeStep({ progress, loss, seconds }: StepReport): string {
  return `${(100 * progress).toFixed(0)} %  loss ${loss.toFixed(4)}  ${seconds.toFixed(0)} s`;
}
