/** A function cannot be compiled; the message says why, what to do, and names the line in the user's code. */
export class CompileError extends Error {
  override name = 'CompileError';

  private line: string | undefined;

  constructor(what: string) {
    super(what);
    this.happenedAt(userLine(this.stack ?? ''));
  }

  /** Names a line of the user, unless a closer one is known. */
  happenedAt(line: string | undefined): void {
    if (this.line || !line) return;
    this.line = line;
    this.message = `${this.message} At ${line}.`;
  }
}

/** The user's line that calls into the compiler now. */
export const callingLine = (): string | undefined => userLine(new Error().stack ?? '');

/** @throws CompileError with the line for what a check of TensorFlow.js refuses */
export function withLine(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw new CompileError(error instanceof Error ? error.message : String(error));
  }
}

const OWN_FRAMES = /[\\/](node_modules|src[\\/]kernel[\\/]compute[\\/]compiler)[\\/]|node:internal/;

/** Frames above the user's line in a deep network that are kept while a function is recorded; V8 keeps ten. */
const DEEP = 200;

/** Lets errors in `body` see the user's line through the frames of TensorFlow.js and of deep calls. */
export function withDeepStacks<T>(body: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = Math.max(before, DEEP);
  try {
    return body();
  } finally {
    Error.stackTraceLimit = before;
  }
}

/** `file:line:column` of a line of a stack; a cell's file is `Cell [3]`. */
function placeOf(line: string): string | undefined {
  const match = /^\s*at (?:.*? \((.+:\d+:\d+)\)|(?:async )?(.+:\d+:\d+))$/.exec(line);
  return match?.[1] ?? match?.[2];
}

/** The innermost frame of a stack that is neither of this compiler (or its bundle) nor of a package. */
function userLine(stack: string): string | undefined {
  const frames = stack
    .split('\n')
    .map(placeOf)
    .filter((frame) => frame !== undefined);
  const fileOf = (frame: string): string => frame.replace(/:\d+:\d+$/, '');
  const here = frames[0] && fileOf(frames[0]);
  return frames.find((frame) => fileOf(frame) !== here && !OWN_FRAMES.test(frame));
}
