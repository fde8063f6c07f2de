import type { DisplayContent, ErrorContent, Header, JsonObject, MimeBundle } from './messages';
import environment from './runnerEnvironment.json';

/**
 * What the supervisor and the runner say to each other. The runner is a child process with these descriptors:
 *
 * | fd  | direction            | carries |
 * | --- | -------------------- | ------- |
 * | 1,2 | runner -> supervisor | raw bytes of native code and child processes |
 * | 3   | supervisor -> runner | frames of {@link ToRunner}, read by the main thread |
 * | 4   | runner -> supervisor | frames of {@link FromRunner}, written synchronously, so that they leave while a cell loops |
 * | 5   | supervisor -> runner | frames of {@link ToControlThread}, read by the control thread |
 *
 * `console.*` and `process.stdout.write` in user code become `stream` messages on fd 4 with the parent of the
 * cell that printed; only native code and children reach fd 1 and 2.
 */
export const RUNNER_FD = { requests: 3, messages: 4, control: 5 } as const;

/** Flags of Node for the runner: the notebook's own module files are `vm` modules, and no user needs to know. */
export const RUNNER_NODE_FLAGS: readonly string[] = ['--experimental-vm-modules', '--no-warnings'];

/**
 * Settings of the C library for the runner and whatever else trains. glibc keeps freed memory for itself up to 32 MiB a
 * piece; from a mebibyte on it goes back to the system, which matters between the tensors of a training step. Large memory is
 * asked for in huge pages, with which a step is 2 to 3 % quicker (glibc from 2.35 on, where the system grants them to who asks).
 */
export const RUNNER_ENVIRONMENT: Readonly<Record<string, string>> = environment;

export type ToRunner =
  | {
      type: 'execute';
      parent: Header;
      code: string;
      executionCount: number;
      silent: boolean;
      allowStdin: boolean;
      userExpressions: JsonObject;
      /** nbformat cell id where the front end gave one; names the cell in stack traces and caches. */
      cellId?: string;
    }
  | { type: 'input'; value: string }
  | { type: 'isComplete'; parent: Header; code: string }
  | { type: 'complete'; parent: Header; code: string; cursor: number }
  | { type: 'inspect'; parent: Header; code: string; cursor: number }
  | { type: 'computeInfo'; parent: Header }
  | { type: 'shutdown' };

export type ToControlThread = { type: 'interrupt' };

export type FromRunner =
  | { type: 'ready'; pid: number; node: string }
  | { type: 'stream'; parent: Header | null; name: 'stdout' | 'stderr'; text: string }
  | { type: 'display'; parent: Header | null; content: DisplayContent }
  | { type: 'updateDisplay'; parent: Header | null; content: DisplayContent }
  | { type: 'clearOutput'; parent: Header | null; wait: boolean }
  | { type: 'result'; parent: Header; data: MimeBundle; metadata: JsonObject; executionCount: number }
  /** An error outside the running cell's own promise: a throw in a timer, an unhandled rejection. */
  | { type: 'lateError'; parent: Header | null; error: ErrorContent }
  | { type: 'inputRequest'; parent: Header; prompt: string; password: boolean }
  | {
      type: 'executed';
      parent: Header;
      executionCount: number;
      outcome: { status: 'ok'; userExpressions: JsonObject } | ({ status: 'error' } & ErrorContent);
    }
  | { type: 'reply'; parent: Header; msgType: string; content: JsonObject }
  /** The process is about to exit; where a thread of native code blocks that, the supervisor ends it. */
  | { type: 'exiting'; code: number }
  /** Chosen compute backend; sent once, when the probe has ended. */
  | { type: 'compute'; info: ComputeInfo };

/** What the status bar and the kernel banner say about the compute backend. */
export interface ComputeInfo {
  backend: string;
  /** One sentence: why this one. */
  reason: string;
  /** Those tried before it, with why each was not taken. */
  rejected: { backend: string; reason: string }[];
  threads: number;
  /** How training steps and restorations run: as compiled graphs, or operation by operation on the backend. */
  execution: { compiled: boolean; reason: string; provider: string; threads: number };
}
