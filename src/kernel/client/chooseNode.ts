import { execFile } from 'node:child_process';
import path from 'node:path';

const OLDEST_NODE = 20;
const ANSWER_MS = 5_000;

export interface NodeSearch {
  /** Path or command from the user's settings. */
  configured?: string;
  /** Value of PATH. */
  path?: string;
  /** The running program, used last. */
  execPath: string;
  /** `execPath` is Electron, which is a Node when asked to be. */
  isElectron: boolean;
  /** How long a candidate may take to tell its version, in milliseconds. */
  answerMs?: number;
}

export interface ChosenNode {
  command: string;
  /** Variables it needs to run as Node. */
  env: Record<string, string>;
  version: string;
  /** One sentence: why this one. */
  why: string;
  /** Candidates that were tried before it, with why each was not taken. */
  notes: string[];
}

interface Candidate {
  command: string;
  env: Record<string, string>;
  why: string;
}

/**
 * The Node that runs the kernel: the configured one, else one on PATH, else the running program itself. Each is asked
 * for its version first. Throws an error that lists what was tried where none can be used.
 */
export async function chooseNode(search: NodeSearch): Promise<ChosenNode> {
  const notes: string[] = [];
  for (const candidate of candidates(search)) {
    const answer = await askVersion(candidate, search.answerMs ?? ANSWER_MS);
    if ('version' in answer) return { ...candidate, version: answer.version, notes };
    if (answer.problem !== 'missing') notes.push(`${candidate.command} ${answer.problem}.`);
    else if (candidate.command === search.configured)
      notes.push(`${candidate.command}, the configured Node, does not exist.`);
  }
  if (notes.length === 0) notes.push('No `node` was found on PATH.');
  throw new Error(
    `No Node to run the kernel with. ${notes.join(' ')} ` +
      `Install Node ${OLDEST_NODE} or newer (https://nodejs.org), or set "bmdsrnet.kernel.node" to its path.`,
  );
}

function candidates({ configured, path: searchPath, execPath, isElectron }: NodeSearch): Candidate[] {
  const found: Candidate[] = [];
  if (configured) found.push({ command: configured, env: {}, why: 'it is the configured Node' });
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  for (const folder of new Set((searchPath ?? '').split(path.delimiter).filter(path.isAbsolute))) {
    found.push({ command: path.join(folder, name), env: {}, why: 'it is the first fitting `node` on PATH' });
  }
  const env: Record<string, string> = isElectron ? { ELECTRON_RUN_AS_NODE: '1' } : {};
  found.push({
    command: execPath,
    env,
    why: isElectron ? 'VS Code brings it; no other Node was found' : 'it runs this program',
  });
  return found;
}

function askVersion(
  { command, env }: Candidate,
  answerMs: number,
): Promise<{ version: string } | { problem: string }> {
  return new Promise((resolve) => {
    const options = {
      timeout: answerMs,
      killSignal: 'SIGKILL' as const,
      env: { ...process.env, ...env },
      windowsHide: true,
    };
    execFile(command, ['--version'], options, (error, stdout) => {
      if (error) return resolve({ problem: failure(error, answerMs) });
      const version = /^v(\d+)\.\d+\.\d+/.exec(stdout.trim());
      if (!version)
        return resolve({ problem: `is not Node: \`--version\` printed "${stdout.trim().slice(0, 40)}"` });
      if (Number(version[1]) < OLDEST_NODE) {
        return resolve({
          problem: `is Node ${version[0]}, older than the ${OLDEST_NODE} that the kernel needs`,
        });
      }
      resolve({ version: version[0] });
    });
  });
}

function failure(error: Error & { code?: unknown; killed?: boolean }, answerMs: number): string {
  if (error.code === 'ENOENT') return 'missing';
  if (error.killed) return `did not tell its version within ${answerMs / 1000} s`;
  if (typeof error.code === 'number') return `failed with exit code ${error.code} when asked for its version`;
  return `could not be run (${error.code ?? error.message})`;
}
