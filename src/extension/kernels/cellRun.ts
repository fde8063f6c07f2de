import type { CellMessage } from '../../kernel/client';
import type { ErrorContent, ExecuteReply } from '../../kernel/protocol';
import type { OutputCommand } from '../output/commands';
import { type Clock, Pacer } from '../output/pacer';
import { type DisplayIds, noOutputs, project } from '../output/projection';

/** The part of VS Code's cell execution that a run needs. */
export interface CellPort {
  /** The cell runs now; clears the outputs of its last run. */
  start(executionCount: number | undefined): void;
  apply(commands: OutputCommand[]): void;
  /** `undefined`: it did not run, neither well nor badly. */
  end(success: boolean | undefined): void;
  /** The cell has ended, but a timer that it left behind has put something out. */
  applyLate(commands: OutputCommand[]): void;
}

/** One run of a cell: takes what the kernel says about it and drives the cell in the document. */
export class CellRun {
  private outputs;
  private readonly pacer: Pacer;
  private phase: 'waiting' | 'running' | 'ended' = 'waiting';

  constructor(
    run: string,
    private readonly port: CellPort,
    private readonly displays: DisplayIds,
    clock: Clock,
  ) {
    this.outputs = noOutputs(run);
    this.pacer = new Pacer(
      (commands) => (this.phase === 'ended' ? port.applyLate(commands) : port.apply(commands)),
      clock,
    );
  }

  message(message: CellMessage): void {
    // Output without `started`: the cell could not begin, and the error says why.
    this.start(message.type === 'started' ? message.executionCount : undefined);
    const { state, commands } = project(this.outputs, message, this.displays);
    this.outputs = state;
    this.pacer.push(commands);
  }

  /** The kernel has answered: everything the cell put out has arrived. */
  ended(reply: ExecuteReply): void {
    this.end(reply.status === 'aborted' ? undefined : reply.status === 'ok');
  }

  /** There is no kernel that could answer. */
  failed(error: ErrorContent): void {
    this.message({ type: 'error', ...error });
    this.end(false);
  }

  /** The cell is about to run again: what it put out late is drawn now or never. */
  superseded(): void {
    this.pacer.flush();
  }

  /** It never began. */
  dropped(): void {
    this.end(undefined);
  }

  private start(executionCount: number | undefined): void {
    if (this.phase !== 'waiting') return;
    this.phase = 'running';
    this.port.start(executionCount);
  }

  private end(success: boolean | undefined): void {
    if (this.phase === 'ended') return;
    this.pacer.flush();
    this.phase = 'ended';
    this.port.end(success);
  }
}
