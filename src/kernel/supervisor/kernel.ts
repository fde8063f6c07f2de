import type {
  ComputeInfo,
  ErrorContent,
  ExecuteReply,
  ExecuteRequest,
  FromRunner,
  Header,
  Message,
  RunnerState,
} from '../protocol';
import { type Death, deathCause } from './deathCause';
import type { FrontEnd, Kernel, Origin } from './frontEnd';
import { History } from './history';
import { Publisher, type Source } from './publisher';
import { type Cell, emptyQueue, type Outcome, type QueueEffect, type QueueEvent, reduceQueue } from './queue';
import { answer, forward } from './requests';
import type { Runner, RunnerEvents } from './runnerProcess';

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

interface Pending {
  header: Header;
  origin: Origin;
  channel: 'shell' | 'control';
}

/** The kernel as front ends see it: turns Jupyter requests into work for the runner, and what it says into messages. */
export class SupervisedKernel implements Kernel {
  private queue = emptyQueue;
  private phase: 'starting' | 'ready' | 'dead' = 'starting';
  private reason: string | undefined;
  private compute: ComputeInfo | null = null;
  private runner: Runner | null = null;
  /** The parent of raw output: the running cell, else the last one. */
  private lastCell: Cell | null = null;
  private ending = false;
  /** Cell ends and deaths wait for raw output to drain; they must not overtake each other. */
  private inOrder: Promise<void> = Promise.resolve();
  private readonly pending = new Map<string, Pending>();
  private readonly cellIds = new Map<string, string>();
  private readonly history = new History();
  private readonly out = new Publisher((parent) => this.sourceOf(parent));

  constructor(private readonly options: KernelOptions) {}

  addFrontEnd(frontEnd: FrontEnd): void {
    this.out.add(frontEnd);
  }

  start(): void {
    this.phase = 'starting';
    this.compute = null;
    this.out.publish('status', null, { execution_state: 'starting' });
    const runner = this.options.startRunner({
      message: (message) => this.runner === runner && this.fromRunner(runner, message),
      raw: (name, text) =>
        this.runner === runner && this.out.stream(this.lastCell?.header ?? null, name, text),
      exit: (death) => this.afterwards(() => this.runner === runner && this.died(death)),
    });
    this.runner = runner;
    this.announce();
  }

  state(): RunnerState {
    const { running, queued } = this.queue;
    const phase = this.phase === 'ready' ? (running ? 'busy' : 'idle') : this.phase;
    const entry = (cell: Cell, state: 'running' | 'queued') => ({
      msgId: cell.header.msg_id,
      cellId: cell.cellId,
      state,
    });
    return {
      phase,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      cells: [
        ...(running ? [entry(running, 'running')] : []),
        ...queued.map((cell) => entry(cell, 'queued')),
      ],
      compute: this.compute,
    };
  }

  receive(message: Message, origin: Origin): void {
    if (this.ending) return;
    const { header, content } = message;
    if (message.channel === 'stdin') {
      if (header.msg_type === 'input_reply')
        this.runner?.send({ type: 'input', value: String(content.value ?? '') });
      return;
    }
    const channel = message.channel === 'control' ? 'control' : 'shell';
    this.pending.set(header.msg_id, { header, origin, channel });
    switch (header.msg_type) {
      case 'execute_request':
        return this.execute(message);
      case 'interrupt_request':
        return this.answering(header, () => {
          this.dispatch({ type: 'interrupted' });
          this.reply(header.msg_id, 'interrupt_reply', { status: 'ok' });
        });
      case 'shutdown_request':
        return this.shutdownRequested(header, content.restart === true);
    }
    const request = forward(message);
    if (request && this.phase !== 'dead') {
      this.status(header, 'busy');
      this.runner?.send(request);
      return;
    }
    this.answering(header, () => {
      const reply = answer(message, { compute: this.compute, history: this.history, reason: this.reason });
      if (reply) this.reply(header.msg_id, reply.msgType, reply.content);
    });
  }

  restart(): void {
    if (this.ending) return;
    if (this.options.whenRunnerDies === 'exit') return this.shutdown();
    const evalue = 'The kernel was restarted while this cell ran or waited; its variables are lost.';
    this.replaceRunner(
      { ename: 'KernelRestarted', evalue, traceback: [`KernelRestarted: ${evalue}`] },
      undefined,
    );
  }

  shutdown(): void {
    const evalue = 'The kernel was shut down while this cell ran or waited.';
    void this.end({ ename: 'KernelShutDown', evalue, traceback: [`KernelShutDown: ${evalue}`] }, 0);
  }

  private execute(message: Message): void {
    // Fields that a client left out have the defaults of the protocol.
    const given = message.content as Partial<ExecuteRequest>;
    const silent = given.silent ?? false;
    const request: ExecuteRequest = {
      code: given.code ?? '',
      silent,
      store_history: given.store_history ?? !silent,
      user_expressions: given.user_expressions ?? {},
      allow_stdin: given.allow_stdin ?? false,
      stop_on_error: given.stop_on_error ?? true,
    };
    const cellId = typeof message.metadata.cellId === 'string' ? message.metadata.cellId : null;
    if (cellId) this.remember(message.header.msg_id, cellId);
    // A runner that could not start, or died outside a cell, gets another chance when the user runs something.
    if (this.phase === 'dead') this.start();
    this.dispatch({ type: 'requested', cell: { header: message.header, request, cellId } });
    this.announce();
  }

  private dispatch(event: QueueEvent): void {
    const { state, effects } = reduceQueue(this.queue, event);
    this.queue = state;
    for (const effect of effects) this.perform(effect);
    if (effects.length > 0) this.announce();
  }

  private perform(effect: QueueEffect): void {
    if (effect.type === 'interruptRunner') return this.runner?.interrupt();
    const { cell } = effect;
    const { header, request } = cell;
    switch (effect.type) {
      case 'begin': {
        const { executionCount } = effect.cell;
        this.lastCell = cell;
        this.status(header, 'busy');
        if (!request.silent)
          this.toCell(header, 'execute_input', { code: request.code, execution_count: executionCount });
        if (request.store_history && !request.silent) this.history.add(executionCount, request.code);
        return this.runner?.send({
          type: 'execute',
          parent: header,
          code: request.code,
          executionCount,
          silent: request.silent,
          allowStdin: request.allow_stdin,
          userExpressions: request.user_expressions,
          ...(cell.cellId ? { cellId: cell.cellId } : {}),
        });
      }
      case 'end':
        return this.endCell(effect.cell, effect.cell.executionCount, effect.outcome);
      case 'fail':
        this.status(header, 'busy');
        return this.endCell(cell, this.queue.executionCount, { status: 'error', ...effect.error });
      case 'abort':
        return this.answering(header, () =>
          this.replyExecute(header, { status: 'aborted', execution_count: this.queue.executionCount }),
        );
    }
  }

  private endCell(cell: Cell, executionCount: number, outcome: Outcome): void {
    const { header, request } = cell;
    if (outcome.status === 'error') {
      const { ename, evalue, traceback } = outcome;
      if (!request.silent) this.toCell(header, 'error', { ename, evalue, traceback });
      this.replyExecute(header, {
        status: 'error',
        execution_count: executionCount,
        ename,
        evalue,
        traceback,
      });
    } else {
      const { userExpressions } = outcome;
      this.replyExecute(header, {
        status: 'ok',
        execution_count: executionCount,
        payload: [],
        user_expressions: userExpressions,
      });
    }
    this.status(header, 'idle');
  }

  private fromRunner(runner: Runner, message: FromRunner): void {
    switch (message.type) {
      case 'ready':
        this.phase = 'ready';
        this.dispatch({ type: 'runnerReady' });
        return this.announce();
      case 'compute':
        this.compute = message.info;
        return this.announce();
      case 'reply': {
        if (!this.reply(message.parent.msg_id, message.msgType, message.content)) return;
        return this.status(message.parent, 'idle');
      }
      case 'executed':
        return this.afterwards(async () => {
          await runner.drained();
          if (this.runner === runner)
            this.dispatch({ type: 'executed', msgId: message.parent.msg_id, outcome: message.outcome });
        });
      case 'inputRequest': {
        const { prompt, password } = message;
        const asker = this.pending.get(message.parent.msg_id);
        if (asker)
          this.out.send(asker.origin, 'stdin', 'input_request', this.source(message.parent), {
            prompt,
            password,
          });
        return;
      }
    }
    if (message.parent && this.isSilent(message.parent)) return;
    switch (message.type) {
      case 'stream':
        return this.out.stream(message.parent, message.name, message.text);
      case 'display':
        return this.toCell(message.parent, 'display_data', message.content);
      case 'updateDisplay':
        return this.toCell(message.parent, 'update_display_data', message.content);
      case 'clearOutput':
        return this.toCell(message.parent, 'clear_output', { wait: message.wait });
      case 'result': {
        const { data, metadata, executionCount } = message;
        return this.toCell(message.parent, 'execute_result', {
          execution_count: executionCount,
          data,
          metadata,
        });
      }
      case 'lateError':
        // Not an `error` message: the cell it came from has its own outcome, and exactly one error is allowed.
        return this.out.stream(message.parent, 'stderr', `${message.error.traceback.join('\n')}\n`);
    }
  }

  private died(death: Death): void {
    const cause = deathCause(death);
    const busy = this.queue.running !== null || this.queue.queued.length > 0;
    // With no cell to carry the error, the last cell's stderr does.
    if (!busy && this.lastCell)
      this.out.stream(this.lastCell.header, 'stderr', `${cause.traceback.join('\n')}\n`);
    if (this.options.whenRunnerDies === 'exit') {
      this.runner = null;
      const code = death.signal ? 1 : (death.code ?? 1);
      return void this.end(cause, code);
    }
    this.loseRunner(cause, cause.evalue, 'dead');
    // One that can't even start would die for ever; it is tried again with the next cell.
    if (!death.beforeReady) this.start();
  }

  /** Ends what ran and waited; every state that follows says `reason`. */
  private loseRunner(
    error: ErrorContent,
    reason: string | undefined,
    phase: 'starting' | 'dead',
  ): Runner | null {
    const { runner } = this;
    this.runner = null;
    this.phase = phase;
    this.reason = reason;
    this.dispatch({ type: 'runnerGone', error });
    for (const { header } of [...this.pending.values()]) {
      this.reply(header.msg_id, replyType(header), { status: 'error', ...error });
      this.status(header, 'idle');
    }
    this.history.nextSession();
    this.announce();
    return runner;
  }

  private replaceRunner(error: ErrorContent, reason: string | undefined): void {
    const old = this.loseRunner(error, reason, 'starting');
    // The old one first gives back its memory, device and ports.
    void Promise.resolve(old?.end()).then(() => this.ending || this.start());
  }

  private shutdownRequested(header: Header, restart: boolean): void {
    this.status(header, 'busy');
    const inPlace = restart && this.options.whenRunnerDies === 'restart';
    this.out.publish('shutdown_reply', this.source(header), { status: 'ok', restart });
    this.reply(header.msg_id, 'shutdown_reply', { status: 'ok', restart });
    this.status(header, 'idle');
    if (inPlace) this.restart();
    else this.shutdown();
  }

  private async end(error: ErrorContent, exitCode: number): Promise<void> {
    if (this.ending) return;
    this.ending = true;
    const runner = this.loseRunner(error, error.evalue, 'dead');
    await runner?.end();
    await this.out.close();
    this.options.ended(exitCode);
  }

  private replyExecute(header: Header, content: ExecuteReply): void {
    this.reply(header.msg_id, 'execute_reply', content);
  }

  /** Answers a request once; false where it was answered already. */
  private reply(msgId: string, msgType: string, content: object): boolean {
    const asker = this.pending.get(msgId);
    if (!asker) return false;
    this.pending.delete(msgId);
    this.out.send(asker.origin, asker.channel, msgType, this.source(asker.header), content);
    return true;
  }

  private answering(header: Header, act: () => void): void {
    this.status(header, 'busy');
    act();
    this.pending.delete(header.msg_id);
    this.status(header, 'idle');
  }

  private status(header: Header, executionState: 'busy' | 'idle'): void {
    this.out.publish('status', this.source(header), { execution_state: executionState });
  }

  private toCell(parent: Header | null, msgType: string, content: object): void {
    this.out.publish(msgType, this.sourceOf(parent), content);
  }

  private isSilent(parent: Header): boolean {
    const { running } = this.queue;
    return running?.header.msg_id === parent.msg_id && running.request.silent;
  }

  private announce(): void {
    const state = this.state();
    this.out.eachFrontEnd((frontEnd) => frontEnd.stateChanged(state));
  }

  private afterwards(act: () => unknown): void {
    this.inOrder = this.inOrder.then(async () => void (await act()));
  }

  private sourceOf(parent: Header | null): Source | null {
    return parent && this.source(parent);
  }

  private source(header: Header): Source {
    return { header, cellId: this.cellIds.get(header.msg_id) ?? null };
  }

  /** Cell ids are kept for late output (timers), of the last cells only. */
  private remember(msgId: string, cellId: string): void {
    this.cellIds.set(msgId, cellId);
    if (this.cellIds.size > 1_000) this.cellIds.delete(this.cellIds.keys().next().value ?? '');
  }
}

const replyType = (header: Header): string => header.msg_type.replace(/_request$/, '_reply');
