import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import {
  type CellMessage,
  connect,
  type ExecuteOptions,
  type KernelConnection,
  RUNTIME_FOLDER_VARIABLE,
  type StartKernel,
  startKernel,
} from '../../../src/kernel/client';
import type { ExecuteReply, KernelRecord, Message } from '../../../src/kernel/protocol';

const root = path.resolve(import.meta.dirname, '../../..');

/** Real kernels in a folder of their own; `dispose` ends every one of them and removes the folder. */
export class KernelFixture {
  readonly folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'kt-')));
  readonly env = { [RUNTIME_FOLDER_VARIABLE]: path.join(this.folder, 'run') };
  private readonly records: KernelRecord[] = [];
  private readonly connections: KernelConnection[] = [];
  private built: Promise<string> | null = null;

  /** Folder of the bundled programs: the supervisor, and a runner whose cells say what they should. */
  programs(): Promise<string> {
    this.built ??= bundle(path.join(this.folder, 'programs'));
    return this.built;
  }

  async start(options: Partial<StartKernel> = {}): Promise<KernelRecord> {
    const programs = await this.programs();
    const record = await startKernel({
      notebook: null,
      cwd: this.folder,
      supervisorScript: path.join(programs, 'supervisor.js'),
      runnerScript: path.join(programs, 'fakeRunner.js'),
      node: { command: process.execPath, env: {} },
      ...options,
      env: { ...this.env, ...options.env },
    });
    this.records.push(record);
    return record;
  }

  async attach(record: KernelRecord, lastSeen = 0): Promise<KernelConnection> {
    const connection = await connect(record, { lastSeen });
    this.connections.push(connection);
    return connection;
  }

  async kernel(options: Partial<StartKernel> = {}): Promise<KernelConnection> {
    const connection = await this.attach(await this.start(options));
    await connection.ready();
    return connection;
  }

  async dispose(): Promise<void> {
    for (const connection of this.connections) connection.close();
    for (const { pid } of this.records) {
      if (alive(pid)) process.kill(pid, 'SIGTERM');
    }
    for (const { pid } of this.records) await until(() => !alive(pid));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function bundle(outdir: string): Promise<string> {
  const supervisor = path.join(root, 'src/kernel/supervisor/supervisor.main.ts');
  await build({
    entryPoints: { supervisor, fakeRunner: path.join(import.meta.dirname, 'fakeRunner.ts') },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outdir,
    logLevel: 'warning',
  });
  return outdir;
}

/** Runs a cell to its end. */
export async function run(
  kernel: KernelConnection,
  code: string,
  options: ExecuteOptions = {},
): Promise<{ reply: ExecuteReply; messages: CellMessage[]; text: string }> {
  const messages: CellMessage[] = [];
  const reply = await kernel.execute(code, options, (message) => messages.push(message)).reply;
  const text = messages.map((message) => (message.type === 'stream' ? message.text : '')).join('');
  return { reply, messages, text };
}

/** A line for each message that arrives, readable and free of ids, dates and pids. */
export function transcript(kernel: KernelConnection): string[] {
  const lines: string[] = [];
  kernel.onMessage((message) => lines.push(line(message)));
  return lines;
}

function line({ channel, header, content }: Message): string {
  const { traceback: _, ...shown } = content;
  return `${channel} ${header.msg_type} ${JSON.stringify(shown)}`;
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits for a condition; fails after a generous time, which only a broken kernel needs. */
export async function until(condition: () => boolean | Promise<boolean>, what = 'condition'): Promise<void> {
  for (let tries = 0; tries < 1_500; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain for: ${what}`);
}
