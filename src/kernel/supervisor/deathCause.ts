import type { ErrorContent } from '../protocol';

/** How the runner ended, as the operating system and its last words tell it. */
export interface Death {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Last lines that it wrote to its stderr. */
  stderr: string;
  /** It had not said `ready` yet. */
  beforeReady: boolean;
  /** Why it could not be spawned at all. */
  spawnError?: string;
}

/** The `error` of a cell whose kernel was ended on purpose. */
export function stopped(ename: string, how: string): ErrorContent {
  const evalue = `The kernel ${how} while this cell ran or waited; its variables are lost.`;
  return { ename, evalue, traceback: [`${ename}: ${evalue}`] };
}

const OUT_OF_MEMORY =
  /JavaScript heap out of memory|Reached heap limit|Fatal process out of memory|std::bad_alloc/;
const LAST_LINES = 12;

/** The `error` that the running cell ends with: what happened, the last stderr lines, and what to do. */
export function deathCause(death: Death): ErrorContent {
  const [ename, evalue] = name(death);
  const last = death.stderr.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  const traceback = [`${ename}: ${evalue}`];
  if (last !== '') traceback.push('Last lines on stderr:', ...last.split('\n').map((line) => `  ${line}`));
  return { ename, evalue, traceback };
}

function name(death: Death): [string, string] {
  const lost = 'Its variables are lost: run the cells above again.';
  if (death.spawnError !== undefined) {
    return [
      'KernelStartFailed',
      `The runner process could not be started: ${death.spawnError}. Check the Node that the kernel uses.`,
    ];
  }
  if (OUT_OF_MEMORY.test(death.stderr)) {
    return [
      'KernelOutOfMemory',
      `The kernel ran out of memory and was ended. ${lost} ` +
        'Dispose tensors (tf.tidy), use smaller batches, or raise the limit with NODE_OPTIONS=--max-old-space-size=<MB>.',
    ];
  }
  if (death.beforeReady) {
    return [
      'KernelStartFailed',
      `The runner process ended before it was ready (${exit(death)}). Its last words follow.`,
    ];
  }
  if (death.signal === 'SIGKILL') {
    return [
      'KernelDied',
      `The kernel was killed (SIGKILL): often the system ran out of memory. ${lost} Use smaller batches or images.`,
    ];
  }
  if (death.signal)
    return [
      'KernelDied',
      `The kernel died (${exit(death)}): native code crashed or it was ended from outside. ${lost}`,
    ];
  return ['KernelDied', `The kernel's process ended (${exit(death)}): did a cell call process.exit? ${lost}`];
}

const exit = (death: Death): string => (death.signal ? `signal ${death.signal}` : `exit code ${death.code}`);
