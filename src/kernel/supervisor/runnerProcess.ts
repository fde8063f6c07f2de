import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import {
  encodeFrame,
  FrameDecoder,
  type FromRunner,
  RUNNER_ENVIRONMENT,
  RUNNER_FD,
  RUNNER_NODE_FLAGS,
  type StreamContent,
  type ToControlThread,
  type ToRunner,
} from '../protocol';
import type { Death } from './deathCause';

/** What a runner says about its cells. */
export type RunnerMessage = Exclude<FromRunner, { type: 'exiting' }>;

export interface RunnerEvents {
  message(message: RunnerMessage): void;
  /** Text that native code or a child process wrote to fd 1 or 2. */
  raw(name: StreamContent['name'], text: string): void;
  /** The process is gone; comes once, after everything that it had written. */
  exit(death: Death): void;
}

/** The supervisor's hold on a runner. */
export interface Runner {
  send(message: ToRunner): void;
  interrupt(): void;
  /** Resolves when what had been written to fd 1 and 2 up to now was passed to `raw`. */
  drained(): Promise<void>;
  /** Asks it to end, kills it (and the children that it left) after a grace time; resolves when it is gone. */
  end(): Promise<void>;
}

const STDERR_TAIL = 8_192;
const END_GRACE_MS = 1_000;
const EXIT_DRAIN_MS = 300;
const EXIT_GRACE_MS = 3_000;
const DRAIN_ROUNDS = 8;

/** Spawns a runner with the descriptors of `runnerChannel.ts`. */
export function startRunner(options: { script: string; cwd: string }, events: RunnerEvents): Runner {
  // Its own process group, so that children of user code can be ended with it.
  const ownGroup = process.platform !== 'win32';
  const child = spawn(process.execPath, [...RUNNER_NODE_FLAGS, options.script], {
    cwd: options.cwd,
    env: { ...RUNNER_ENVIRONMENT, ...process.env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: ownGroup,
    windowsHide: true,
  });
  // `stdio` above makes a pipe of each; Node types only the first five descriptors.
  const pipes: readonly unknown[] = child.stdio;
  const stdout = pipes[1] as Readable;
  const errors = pipes[2] as Readable;
  const requests = pipes[RUNNER_FD.requests] as Writable;
  const messages = pipes[RUNNER_FD.messages] as Readable;
  const control = pipes[RUNNER_FD.control] as Writable;
  // Writing to a runner that has just died is not an event of its own: `exit` tells it.
  for (const pipe of [requests, control]) pipe.on('error', () => {});

  let chunksRead = 0;
  let stderr = '';
  let ready = false;
  /** Code of an exit that was announced and may be held up by a blocked thread of native code. */
  let exitCode: number | null = null;
  let overdue: NodeJS.Timeout | undefined;
  const decoder = new FrameDecoder();
  messages.on('data', (chunk: Buffer) => {
    chunksRead++;
    for (const frame of decoder.push(chunk)) {
      // The runner is our own program: its frames are of this type by construction.
      const message = frame.json as FromRunner;
      if (message.type === 'ready') ready = true;
      if (message.type === 'exiting') {
        exitCode = message.code;
        overdue = setTimeout(() => child.kill('SIGKILL'), EXIT_GRACE_MS);
      } else events.message(message);
    }
  });
  const text = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  const raw = (name: StreamContent['name'], piece: string) => {
    if (piece === '') return;
    if (name === 'stderr') stderr = (stderr + piece).slice(-STDERR_TAIL);
    events.raw(name, piece);
  };
  const listen = (name: StreamContent['name'], pipe: Readable) =>
    pipe.on('data', (chunk: Buffer) => {
      chunksRead++;
      raw(name, text[name].write(chunk));
    });
  listen('stdout', stdout);
  listen('stderr', errors);

  const drained = async () => {
    // One whole poll phase lies between two `setImmediate` callbacks: it reads what was in the pipes. A child that
    // never stops printing must not hold the cell's end back, so the rounds are few.
    for (let before = -1, rounds = 0; before !== chunksRead && rounds < DRAIN_ROUNDS; rounds++) {
      before = chunksRead;
      await turn();
      await turn();
    }
  };

  const gone = new Promise<void>((resolve) => {
    const finish = (death: Omit<Death, 'stderr' | 'beforeReady'>) => {
      for (const name of ['stdout', 'stderr'] as const) raw(name, text[name].end());
      for (const pipe of child.stdio) pipe?.destroy();
      if (ownGroup) killGroup(child.pid);
      events.exit({ ...death, stderr, beforeReady: !ready });
      resolve();
    };
    child.once('error', (error) => {
      if (child.pid === undefined) finish({ code: null, signal: null, spawnError: error.message });
    });
    child.once('exit', async (code, signal) => {
      clearTimeout(overdue);
      // Children of user code may hold the pipes open: `close` might never come.
      await Promise.race([new Promise((done) => child.once('close', done)), wait(EXIT_DRAIN_MS)]);
      await drained();
      const held = exitCode !== null && signal === 'SIGKILL';
      finish(held ? { code: exitCode, signal: null } : { code, signal });
    });
  });

  return {
    send: (message) => void requests.write(encodeFrame(message)),
    interrupt: () => void control.write(encodeFrame({ type: 'interrupt' } satisfies ToControlThread)),
    drained,
    async end() {
      requests.write(encodeFrame({ type: 'shutdown' } satisfies ToRunner));
      const kill = setTimeout(() => child.kill('SIGKILL'), END_GRACE_MS);
      await gone;
      clearTimeout(kill);
    },
  };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}
