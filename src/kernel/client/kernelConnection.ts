import { randomUUID } from 'node:crypto';
import {
  type Channel,
  type ExecuteReply,
  type ExecuteRequest,
  type FromSupervisor,
  type JsonObject,
  type KernelIdentity,
  type KernelInfoReply,
  type Message,
  PROTOCOL_VERSION,
  type RunnerState,
  type ToSupervisor,
} from '../protocol';
import { type CellMessage, cellMessage } from './cellMessage';

export type Attached = Extract<FromSupervisor, { type: 'attached' }>;

interface Wire {
  send(frame: ToSupervisor, buffers?: readonly Uint8Array[]): void;
  close(): void;
}

export interface ExecuteOptions extends Partial<Omit<ExecuteRequest, 'code'>> {
  /** nbformat id of the cell; comes back in every message that the cell causes. */
  cellId?: string;
  /** The same for cells that are run together: an error, a stop or a dead runner ends all that follow in the batch. */
  batch?: string;
}
export type OnCellMessage = (message: CellMessage) => void;

/** A cell that was sent to the kernel. */
export interface Execution {
  msgId: string;
  /** Resolves when the cell has ended and all its output was delivered; rejects when the connection is lost. */
  reply: Promise<ExecuteReply>;
}

interface Waiting {
  onMessage: OnCellMessage | null;
  reply: JsonObject | null;
  resolve(content: JsonObject): void;
  reject(error: Error): void;
}

type Listener<T extends unknown[]> = (...args: T) => void;
export interface Disposable {
  dispose(): void;
}

/** A client's connection to a kernel. Frames, sequence numbers and parents are its own business. */
export class KernelConnection {
  readonly kernel: KernelIdentity;
  /** Whether messages since `lastSeen` were sent again, or could not be, when this connection was made. */
  readonly missed: Attached['missed'];
  private currentState: RunnerState;
  private seen: number;
  private closeReason: string | null = null;
  private readonly session = randomUUID();
  private readonly waiting = new Map<string, Waiting>();
  private readonly messageListeners = new Set<Listener<[Message]>>();
  private readonly stateListeners = new Set<Listener<[RunnerState]>>();
  private readonly closeListeners = new Set<Listener<[string]>>();

  constructor(
    attached: Attached,
    lastSeen: number,
    private readonly wire: Wire,
  ) {
    this.kernel = attached.kernel;
    this.missed = attached.missed;
    this.currentState = attached.state;
    this.seen = lastSeen;
  }

  get state(): RunnerState {
    return this.currentState;
  }
  /** Number of the last message that was delivered; give it to the next `connect` to miss nothing. */
  get lastSeen(): number {
    return this.seen;
  }

  /** Every message of the kernel, also of other clients' cells; `metadata.cellId` names the cell where there is one. */
  onMessage(listener: Listener<[Message]>): Disposable {
    return listen(this.messageListeners, listener);
  }
  onState(listener: Listener<[RunnerState]>): Disposable {
    return listen(this.stateListeners, listener);
  }
  /** The connection has ended; the argument says why. */
  onClose(listener: Listener<[string]>): Disposable {
    return listen(this.closeListeners, listener);
  }

  /** Runs a cell after those that wait already. */
  execute(code: string, options: ExecuteOptions = {}, onMessage: OnCellMessage = () => {}): Execution {
    const { cellId, batch, ...request } = options;
    const content: JsonObject = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
      ...request,
    };
    const metadata = { ...(cellId && { cellId }), ...(batch && { batch }) };
    const { msgId, reply } = this.ask('shell', 'execute_request', content, metadata, onMessage);
    // The supervisor answers an execute_request with exactly this content.
    return { msgId, reply: reply as Promise<unknown> as Promise<ExecuteReply> };
  }

  /** Follows a cell that this or another client started before (`state.cells` and replayed messages name it). */
  follow(msgId: string, onMessage: OnCellMessage): Execution {
    return { msgId, reply: this.wait(msgId, onMessage) as Promise<unknown> as Promise<ExecuteReply> };
  }

  /** Sends any other request; resolves with the content of its reply. */
  request(
    msgType: string,
    content: JsonObject = {},
    channel: 'shell' | 'control' = 'shell',
  ): Promise<JsonObject> {
    return this.ask(channel, msgType, content, {}, null).reply;
  }

  async kernelInfo(): Promise<KernelInfoReply> {
    return (await this.request('kernel_info_request')) as unknown as KernelInfoReply;
  }

  /** Stops the running cell and drops those that wait; variables are kept. */
  async interrupt(): Promise<void> {
    await this.request('interrupt_request', {}, 'control');
  }

  /** Resolves when the runner takes cells; rejects where it could not start. */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const { phase, reason } = this.currentState;
        if (this.closeReason !== null) settle(() => reject(gone(this.closeReason ?? '')));
        else if (phase === 'dead') settle(() => reject(new Error(reason ?? 'The kernel is dead.')));
        else if (phase !== 'starting') settle(resolve);
      };
      const listeners = [this.onState(check), this.onClose(check)];
      const settle = (act: () => void) => {
        for (const listener of listeners) listener.dispose();
        act();
      };
      check();
    });
  }

  /** Ends the runner and starts a new one: variables are lost. Resolves when the new one takes cells. */
  async restart(): Promise<void> {
    this.wire.send({ type: 'restart' });
    await new Promise<void>((resolve) => {
      const check = () => {
        if (this.currentState.phase !== 'starting' && this.closeReason === null) return;
        for (const listener of listeners) listener.dispose();
        resolve();
      };
      const listeners = [this.onState(check), this.onClose(check)];
    });
    await this.ready();
  }

  /** Ends the kernel; resolves when it has closed the connection. */
  shutdown(): Promise<void> {
    if (this.closeReason !== null) return Promise.resolve();
    const closed = new Promise<void>((resolve) => this.onClose(() => resolve()));
    this.wire.send({ type: 'shutdown' });
    return closed;
  }

  /** Answers a cell's request for input. */
  input(value: string): void {
    this.send('stdin', 'input_reply', { status: 'ok', value }, {});
  }

  /** Leaves the kernel running and detaches. */
  close(): void {
    this.wire.close();
  }

  /** For `connect`: a frame has arrived. */
  receive(frame: FromSupervisor, buffers: Uint8Array[]): void {
    if (frame.type === 'state') {
      this.currentState = frame.state;
      for (const listener of [...this.stateListeners]) listener(frame.state);
    } else if (frame.type === 'message') {
      this.seen = frame.seq;
      const message: Message = { ...frame.message, buffers };
      this.deliver(message);
      for (const listener of [...this.messageListeners]) listener(message);
    }
  }

  /** For `connect`: the socket has closed. */
  closed(reason: string): void {
    if (this.closeReason !== null) return;
    this.closeReason = reason;
    for (const waiting of this.waiting.values()) waiting.reject(gone(reason));
    this.waiting.clear();
    for (const listener of [...this.closeListeners]) listener(reason);
  }

  private deliver(message: Message): void {
    const parent = message.parent_header.msg_id;
    const waiting = parent === undefined ? undefined : this.waiting.get(parent);
    if (!waiting || parent === undefined) return;
    if (message.channel === 'shell' || message.channel === 'control') waiting.reply = message.content;
    const output = cellMessage(message);
    if (output) waiting.onMessage?.(output);
    // A cell has ended when its reply and its `idle` are both there: then no output is under way.
    if (message.content.execution_state === 'idle' && waiting.reply) {
      this.waiting.delete(parent);
      waiting.resolve(waiting.reply);
    }
  }

  private ask(
    channel: Channel,
    msgType: string,
    content: JsonObject,
    metadata: JsonObject,
    onMessage: OnCellMessage | null,
  ): { msgId: string; reply: Promise<JsonObject> } {
    const msgId = randomUUID();
    const reply = this.wait(msgId, onMessage);
    this.send(channel, msgType, content, metadata, msgId);
    return { msgId, reply };
  }

  private wait(msgId: string, onMessage: OnCellMessage | null): Promise<JsonObject> {
    return new Promise((resolve, reject) => {
      if (this.closeReason !== null) return reject(gone(this.closeReason));
      this.waiting.set(msgId, { onMessage, reply: null, resolve, reject });
    });
  }

  private send(
    channel: Channel,
    msgType: string,
    content: JsonObject,
    metadata: JsonObject,
    msgId = randomUUID(),
  ): void {
    const header = {
      msg_id: msgId,
      session: this.session,
      username: 'user',
      date: new Date().toISOString(),
      msg_type: msgType,
      version: PROTOCOL_VERSION,
    };
    this.wire.send({ type: 'message', message: { channel, header, parent_header: {}, metadata, content } });
  }
}

function listen<T>(listeners: Set<T>, listener: T): Disposable {
  listeners.add(listener);
  return { dispose: () => listeners.delete(listener) };
}

const gone = (reason: string): Error => new Error(`The connection to the kernel is lost: ${reason}.`);
