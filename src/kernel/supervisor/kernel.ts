import type { ComputeInfo, ErrorContent, ExecuteReply, Header, Message, RunnerState } from '../protocol';
import { Conversation } from './conversation';
import { type Death, deathCause, stopped } from './deathCause';
import type { FrontEnd, Kernel, Origin } from './frontEnd';
import { History } from './history';
import { Publisher } from './publisher';
import { type Cell, emptyQueue, type Outcome, type QueueEffect, type QueueEvent, reduceQueue } from './queue';
import { relay } from './relay';
import { answer, cellOf, executeReply, forward, replyType, toRunner } from './requests';
import type { Runner, RunnerEvents, RunnerMessage } from './runnerProcess';

export interface KernelOptions {
  startRunner: (events: RunnerEvents) => Runner;
  /**
   * What follows the runner's death, and `restart`: a new runner on the same connections (VS Code), or the end of the
   * supervisor with the same exit code, so that a Jupyter server restarts it.
   */
  whenRunnerDies: 'restart' | 'exit';
  /** Everything is closed; the process should end with this code. */
  ended: (exitCode: number) => void;
}

/** The kernel as front ends see it: Jupyter requests become work for the runner, and what it says becomes messages. */
export class SupervisedKernel implements Kernel {
  private queue = emptyQueue;
  private phase: 'starting' | 'ready' | 'dead' = 'starting';
  private reason: string | undefined;
  private compute: ComputeInfo | null = null;
  private runner: Runner | null = null;
  /** The parent of raw output: the running cell, else the last one. */
  private lastCell: Cell | null = null;
  private ending = false;
  /** The end of the runner that a restart replaces. */
  private leaving: Promise<void> | null = null;
  /** Ends of cells and deaths wait for raw output to drain; they must not overtake each other. */
  private inOrder: Promise<unknown> = Promise.resolve();
  private readonly history = new History();
  private readonly talk: Conversation = new Conversation(() => this.out);
  private readonly out = new Publisher((parent) => this.talk.source(parent));

  constructor(private readonly options: KernelOptions) {}

  addFrontEnd(frontEnd: FrontEnd): void {
    this.out.add(frontEnd);
  }

  /** Starts a runner; cells that arrive before it is ready wait. */
  start(): void {
    this.phase = 'starting';
    this.compute = null;
    this.out.publish('status', null, { execution_state: 'starting' });
    const current = (act: () => void) => {
      if (this.runner === runner) act();
    };
    const runner: Runner = this.options.startRunner({
      message: (message) => current(() => this.safely(() => this.fromRunner(runner, message))),
      raw: (name, text) => current(() => this.out.stream(this.lastCell?.header ?? null, name, text)),
      exit: (death) => this.afterwards(() => current(() => this.died(death))),
    });
    this.runner = runner;
    this.announce();
  }

  state(): RunnerState {
    const { running, queued } = this.queue;
    const entry = ({ header, cellId }: Cell, state: 'running' | 'queued') => ({
      msgId: header.msg_id,
      cellId,
      state,
    });
    const waiting = queued.map((cell) => entry(cell, 'queued'));
    return {
      phase: this.phase === 'ready' ? (running ? 'busy' : 'idle') : this.phase,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      cells: running ? [entry(running, 'running'), ...waiting] : waiting,
      compute: this.compute,
    };
  }

  receive(message: Message, origin: Origin): void {
    if (this.ending) return;
    const { header, content, channel } = message;
    if (channel === 'stdin') {
      if (header.msg_type === 'input_reply')
        this.runner?.send({ type: 'input', value: String(content.value ?? '') });
      return;
    }
    const cell = header.msg_type === 'execute_request' ? cellOf(message) : null;
    this.talk.asked(header, origin, channel === 'control' ? 'control' : 'shell', cell?.cellId ?? null);
    if (cell) this.execute(cell);
    else if (header.msg_type === 'interrupt_request') this.interrupt(header);
    else if (header.msg_type === 'shutdown_request') this.shutdownRequested(header, content.restart === true);
    else this.ask(message);
  }

  restart(): void {
    if (this.ending) return;
    if (this.options.whenRunnerDies === 'exit') {
      this.shutdown();
      return;
    }
    const old = this.loseRunner(stopped('KernelRestarted', 'was restarted'), 'starting');
    // Asked for twice, there is one new runner all the same.
    if (this.leaving) return;
    // The old one first gives back its memory, device and ports.
    this.leaving = Promise.resolve(old?.end());
    void this.leaving.then(() => {
      this.leaving = null;
      if (!this.ending) this.start();
    });
  }

  shutdown(): void {
    void this.end(stopped('KernelShutDown', 'was shut down'), 0);
  }

  private execute(cell: Cell): void {
    // A runner that could not start gets another chance when the user runs something.
    if (this.phase === 'dead') this.start();
    this.dispatch({ type: 'requested', cell });
    this.announce();
  }

  private interrupt(header: Header): void {
    this.talk.busy(header);
    this.dispatch({ type: 'interrupted' });
    this.talk.reply(header, 'interrupt_reply', { status: 'ok' });
    this.talk.idle(header);
  }

  private shutdownRequested(header: Header, restart: boolean): void {
    this.talk.busy(header);
    this.out.publish('shutdown_reply', this.talk.source(header), { status: 'ok', restart });
    this.talk.reply(header, 'shutdown_reply', { status: 'ok', restart });
    this.talk.idle(header);
    if (restart) this.restart();
    else this.shutdown();
  }

  /** Any other request: the runner's, or one that the supervisor answers even while a cell loops. */
  private ask(message: Message): void {
    const { header } = message;
    this.talk.busy(header);
    const request = forward(message);
    if (request && this.runner) {
      this.runner.send(request);
      return;
    }
    const { compute, history, reason } = this;
    const reply = answer(message, { compute, history, reason });
    if (reply) this.talk.reply(header, replyType(header), reply);
    this.talk.idle(header);
  }

  private dispatch(event: QueueEvent): void {
    const { state, effects } = reduceQueue(this.queue, event);
    this.queue = state;
    for (const effect of effects) void this.safely(() => this.perform(effect));
    if (effects.length > 0) this.announce();
  }

  private perform(effect: QueueEffect): void {
    switch (effect.type) {
      case 'interruptRunner':
        this.runner?.interrupt();
        break;
      case 'begin': {
        const { header, request, executionCount } = effect.cell;
        this.lastCell = effect.cell;
        this.talk.busy(header);
        if (!request.silent) {
          const input = { code: request.code, execution_count: executionCount };
          this.out.publish('execute_input', this.talk.source(header), input);
          if (request.store_history) this.history.add(executionCount, request.code);
        }
        this.runner?.send(toRunner(effect.cell));
        break;
      }
      case 'end':
        this.endCell(effect.cell, effect.cell.executionCount, effect.outcome);
        break;
      case 'fail':
        this.talk.busy(effect.cell.header);
        this.endCell(effect.cell, this.queue.executionCount, { status: 'error', ...effect.error });
        break;
      case 'abort': {
        const { header } = effect.cell;
        const reply: ExecuteReply = { status: 'aborted', execution_count: this.queue.executionCount };
        this.talk.busy(header);
        this.talk.reply(header, 'execute_reply', reply);
        this.talk.idle(header);
      }
    }
  }

  private endCell({ header, request }: Cell, executionCount: number, outcome: Outcome): void {
    if (outcome.status === 'error' && !request.silent) {
      const { ename, evalue, traceback } = outcome;
      this.out.publish('error', this.talk.source(header), { ename, evalue, traceback });
    }
    this.talk.reply(header, 'execute_reply', executeReply(executionCount, outcome));
    this.talk.idle(header);
  }

  private fromRunner(runner: Runner, message: RunnerMessage): void {
    switch (message.type) {
      case 'ready':
        this.phase = 'ready';
        this.dispatch({ type: 'runnerReady' });
        this.announce();
        break;
      case 'compute':
        this.compute = message.info;
        this.announce();
        break;
      case 'reply':
        if (this.talk.reply(message.parent, message.msgType, message.content)) this.talk.idle(message.parent);
        break;
      case 'executed':
        this.afterwards(async () => {
          await runner.drained();
          const { parent, outcome } = message;
          if (this.runner === runner) this.dispatch({ type: 'executed', msgId: parent.msg_id, outcome });
        });
        break;
      case 'inputRequest':
        this.talk.askInput(message.parent, { prompt: message.prompt, password: message.password });
        break;
      default:
        if (!this.isSilent(message.parent))
          relay(this.out, message, message.parent && this.talk.source(message.parent));
    }
  }

  private died(death: Death): void {
    const cause = deathCause(death);
    // With no cell to carry the error, the last cell's stderr does.
    const carried = this.queue.running !== null || this.queue.queued.length > 0;
    if (!carried && this.lastCell) {
      this.out.stream(this.lastCell.header, 'stderr', `${cause.traceback.join('\n')}\n`);
    }
    if (this.options.whenRunnerDies === 'exit') {
      void this.end(cause, death.signal ? 1 : (death.code ?? 1));
      return;
    }
    this.loseRunner(cause, 'dead', cause.evalue);
    // One that can't even start would die for ever; it is tried again with the next cell.
    if (!death.beforeReady) this.start();
  }

  /** Ends what ran and what waited. */
  private loseRunner(error: ErrorContent, phase: 'starting' | 'dead', reason?: string): Runner | null {
    const { runner } = this;
    this.runner = null;
    this.phase = phase;
    this.reason = reason;
    this.dispatch({ type: 'runnerGone', error });
    for (const header of this.talk.unanswered()) {
      this.talk.reply(header, replyType(header), { status: 'error', ...error });
      this.talk.idle(header);
    }
    this.history.nextSession();
    this.announce();
    return runner;
  }

  private async end(error: ErrorContent, exitCode: number): Promise<void> {
    if (this.ending) return;
    this.ending = true;
    const runner = this.loseRunner(error, 'dead', error.evalue);
    await Promise.all([runner?.end(), this.leaving]);
    await this.out.close();
    this.options.ended(exitCode);
  }

  private isSilent(parent: Header | null): boolean {
    const { running } = this.queue;
    return running?.request.silent === true && running.header.msg_id === parent?.msg_id;
  }

  private announce(): void {
    this.out.stateChanged(this.state());
  }

  private afterwards(act: () => unknown): void {
    this.inOrder = this.inOrder.then(() => this.safely(act));
  }

  /** One message that can't be passed on, such as an output too large for a frame, must not end the kernel. */
  private async safely(act: () => unknown): Promise<void> {
    try {
      await act();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      console.error(error);
      this.out.stream(this.lastCell?.header ?? null, 'stderr', `The kernel lost a message: ${why}.\n`);
    }
  }
}
