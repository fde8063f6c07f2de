import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { KernelRecord } from '../protocol';
import type { ChosenNode } from './chooseNode';
import { type LaunchOptions, READY_FD } from './launchOptions';
import { Registry } from './registry';
import { runtimeFolder } from './runtimeFolder';

export interface StartKernel {
  /** Absolute path of the notebook that the kernel belongs to; null for a kernel of no notebook. */
  notebook: string | null;
  /** Working folder of the cells. */
  cwd: string;
  /** `dist/kernel/supervisor.js`. */
  supervisorScript: string;
  node: Pick<ChosenNode, 'command' | 'env'>;
  /** It ends after so long without any client; 10 by default. */
  idleMinutes?: number;
  /** A running cell is finished before that time counts; true by default. */
  finishCells?: boolean;
  /** Added to this process's environment. */
  env?: Record<string, string>;
  /** How long it may take to listen, in milliseconds. */
  readyMs?: number;
  /** Another runner than the one beside the supervisor. */
  runnerScript?: string;
}

const READY_MS = 20_000;

/**
 * Starts a notebook's kernel, detached, so that it outlives this process; the notebook's live kernel is returned where
 * there is one. Resolves when it listens; rejects with its last words where it can't start.
 */
export async function startKernel(options: StartKernel): Promise<KernelRecord> {
  const env = { ...process.env, ...options.env };
  const folder = runtimeFolder(env);
  const existing = options.notebook === null ? null : await findKernel(options.notebook, env);
  if (existing) return existing;

  const id = randomBytes(5).toString('hex');
  const registry = new Registry(folder);
  // Removes what kernels that were killed left behind.
  registry.list();
  const kernelFolder = registry.kernelFolder(id);
  mkdirSync(kernelFolder, { mode: 0o700 });
  const launch: LaunchOptions = {
    id,
    notebook: options.notebook,
    cwd: options.cwd,
    runtimeFolder: folder,
    idleMs: (options.idleMinutes ?? 10) * 60_000,
    finishCells: options.finishCells ?? true,
    ...(options.runnerScript ? { runnerScript: options.runnerScript } : {}),
  };
  // Its stderr is a file: a pipe would break when this process ends.
  const words = path.join(kernelFolder, 'supervisor.log');
  const stderr = openSync(words, 'w', 0o600);
  try {
    const child = spawn(options.node.command, [options.supervisorScript, JSON.stringify(launch)], {
      cwd: options.cwd,
      env: { ...env, ...options.node.env },
      detached: true,
      stdio: ['ignore', 'ignore', stderr, 'pipe'],
      windowsHide: true,
    });
    child.unref();
    return await ready(child, options.readyMs ?? READY_MS);
  } catch (error) {
    const said = lastLines(words);
    rmSync(kernelFolder, { recursive: true, force: true });
    // Two windows that start it at once: the kernel is the one that was registered first.
    const other = options.notebook === null ? null : await findKernel(options.notebook, env);
    if (other && other.id !== id) return other;
    const what = error instanceof Error ? error.message : String(error);
    throw new Error(`The kernel could not start with ${options.node.command}: ${what}${said && `\n${said}`}`);
  } finally {
    closeSync(stderr);
  }
}

/** The notebook's live kernel; what dead kernels left in the registry is removed. */
export async function findKernel(notebook: string, env = process.env): Promise<KernelRecord | null> {
  const registry = new Registry(runtimeFolder(env));
  const record = registry.find(notebook);
  if (!record || (await listens(record.socket))) return record;
  registry.remove(record);
  return null;
}

/** Resolves with the record that the supervisor writes when it listens. */
function ready(child: ChildProcess, readyMs: number): Promise<KernelRecord> {
  return new Promise((resolve, reject) => {
    // `stdio` makes a pipe of this descriptor.
    const pipe = child.stdio[READY_FD] as Readable | null | undefined;
    const settle = (act: () => void) => {
      clearTimeout(late);
      pipe?.destroy();
      act();
    };
    const fail = (message: string) => settle(() => reject(new Error(message)));
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`it did not answer within ${readyMs / 1000} s and was ended`);
    }, readyMs);
    let text = '';
    pipe?.on('data', (chunk: Buffer) => {
      text += chunk;
      if (text.endsWith('\n')) settle(() => resolve(JSON.parse(text) as KernelRecord));
    });
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`it ended with ${signal ?? `exit code ${code}`}`));
  });
}

function listens(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connectSocket(socket, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-24).join('\n');
}
