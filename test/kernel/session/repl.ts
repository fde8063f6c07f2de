import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import {
  encodeFrame,
  FrameDecoder,
  type FromRunner,
  type Header,
  RUNNER_ENVIRONMENT,
  RUNNER_FD,
  RUNNER_NODE_FLAGS,
  type ToControlThread,
  type ToRunner,
} from '../../../src/kernel/protocol';

const RUNNER = path.resolve('dist/kernel/runner.js');
/** Silence for this long is a hang. */
const LATE_MS = 40_000;

type Of<T extends FromRunner['type']> = Extract<FromRunner, { type: T }>;

/** What one cell did: the messages that carry its parent, up to and including `executed`. */
export interface CellRun {
  messages: FromRunner[];
  outcome: Of<'executed'>['outcome'];
  /** `text/plain` of the result. */
  result: string | undefined;
  stdout: string;
  stderr: string;
}

/** A runner process with the five descriptors of the contract, driven as a REPL. */
export class Repl {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-session-'));
  readonly messages: FromRunner[] = [];
  readonly process: ChildProcess;
  readonly exited: Promise<number | NodeJS.Signals | null>;
  private readonly waiters = new Set<() => void>();
  private count = 0;

  constructor(node = process.execPath) {
    this.process = spawn(node, [...RUNNER_NODE_FLAGS, RUNNER], {
      cwd: this.folder,
      env: { ...RUNNER_ENVIRONMENT, ...process.env },
      stdio: Array.from({ length: 6 }, () => 'pipe' as const),
    });
    this.exited = new Promise((resolve) =>
      this.process.once('exit', (code, signal) => resolve(code ?? signal)),
    );
    this.process.stderr?.pipe(process.stderr);
    const decoder = new FrameDecoder();
    (this.pipes[RUNNER_FD.messages] as Readable).on('data', (chunk: Buffer) => {
      for (const frame of decoder.push(chunk)) this.messages.push(frame.json as FromRunner);
      for (const wake of this.waiters) wake();
    });
  }

  /** Starts a cell; `id` is its parent's msg_id. */
  start(code: string, options: Partial<Extract<ToRunner, { type: 'execute' }>> = {}): string {
    const parent = this.header();
    this.send({
      type: 'execute',
      parent,
      code,
      executionCount: this.count,
      silent: false,
      allowStdin: false,
      userExpressions: {},
      ...options,
    });
    return parent.msg_id;
  }

  async run(code: string, options: Partial<Extract<ToRunner, { type: 'execute' }>> = {}): Promise<CellRun> {
    return this.ended(this.start(code, options));
  }

  /** Waits for the end of a started cell. */
  async ended(id: string): Promise<CellRun> {
    const { outcome } = await this.until('executed', (message) => message.parent.msg_id === id);
    const messages = this.of(id);
    const text = (name: string) =>
      messages
        .map((message) => (message.type === 'stream' && message.name === name ? message.text : ''))
        .join('');
    const result = messages.find((message) => message.type === 'result');
    return {
      messages,
      outcome,
      result: result?.data['text/plain'] as string | undefined,
      stdout: text('stdout'),
      stderr: text('stderr'),
    };
  }

  /** Messages of a cell so far. */
  of(id: string): FromRunner[] {
    return this.messages.filter((message) => 'parent' in message && message.parent?.msg_id === id);
  }

  async until<T extends FromRunner['type']>(
    type: T,
    accept: (message: Of<T>) => boolean = () => true,
  ): Promise<Of<T>> {
    for (;;) {
      const found = this.messages.find(
        (message): message is Of<T> => message.type === type && accept(message as Of<T>),
      );
      if (found) return found;
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`no '${type}' came; ${this.lastMessages()}`)),
          LATE_MS,
        );
        const wake = () => {
          clearTimeout(late);
          this.waiters.delete(wake);
          resolve();
        };
        this.waiters.add(wake);
        void this.exited.then((code) => reject(new Error(`the runner exited with ${code} before '${type}'`)));
      });
    }
  }

  private lastMessages(): string {
    return `the last messages: ${this.messages
      .slice(-5)
      .map((message) => JSON.stringify(message))
      .join('\n')}`;
  }

  async request(
    request: Extract<ToRunner, { type: 'isComplete' | 'complete' | 'inspect' | 'computeInfo' }>['type'],
    rest: object = {},
  ) {
    const parent = this.header();
    this.send({ type: request, parent, ...rest } as ToRunner);
    return (await this.until('reply', (message) => message.parent.msg_id === parent.msg_id)).content;
  }

  send(message: ToRunner): void {
    (this.pipes[RUNNER_FD.requests] as Writable).write(encodeFrame(message));
  }

  interrupt(): void {
    const message: ToControlThread = { type: 'interrupt' };
    (this.pipes[RUNNER_FD.control] as Writable).write(encodeFrame(message));
  }

  /** As a supervisor that was killed: all its ends of the pipes are closed at once. */
  hangUp(): void {
    for (const pipe of this.process.stdio) pipe?.destroy();
  }

  async close(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.exited;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Node's types know five descriptors only. */
  private get pipes(): readonly unknown[] {
    return this.process.stdio;
  }

  private header(): Header {
    const msg_id = `cell-${++this.count}`;
    return {
      msg_id,
      session: 'test',
      username: 'test',
      date: '2026-01-01T00:00:00Z',
      msg_type: 'execute_request',
      version: '5.3',
    };
  }
}
