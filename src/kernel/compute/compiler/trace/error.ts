/** A function cannot be compiled; the message says why, what to do, and names the line in the user's code. */
export class CompileError extends Error {
  override name = 'CompileError';

  constructor(what: string) {
    super(what);
    const line = userLine(this.stack ?? '');
    if (line) this.message = `${what} At ${line}.`;
  }
}

const OWN_FRAMES = /[\\/](node_modules|src[\\/]kernel[\\/]compute[\\/]compiler)[\\/]|node:internal/;

/** The innermost frame of a stack that is neither of this compiler (or its bundle) nor of a package. */
function userLine(stack: string): string | undefined {
  const frames = stack
    .split('\n')
    .map((line) => /(?:\(|at )((?:async )?[^()\s]+?:\d+:\d+)\)?$/.exec(line.trim())?.[1])
    .filter((frame) => frame !== undefined);
  const fileOf = (frame: string): string => frame.replace(/:\d+:\d+$/, '');
  const here = frames[0] && fileOf(frames[0]);
  return frames.find((frame) => fileOf(frame) !== here && !OWN_FRAMES.test(frame));
}
