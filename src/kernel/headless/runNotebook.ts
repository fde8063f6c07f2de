import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ChosenNode, connect, type KernelConnection, startKernel } from '../client';
import type { ErrorContent } from '../protocol';
import { imagesOf } from './images';
import { type CodeCell, formatNotebook, isCode, type Notebook, parseNotebook } from './nbformat';
import { NotebookOutputs } from './outputs';
import { type Screen, Terminal } from './terminal';

export interface RunNotebook {
  /** The `.ipynb` to run; it is not changed. Cells run in its folder. */
  file: string;
  /** Where the executed notebook goes; its images go to a folder beside it. */
  out: string;
  supervisorScript: string;
  node: Pick<ChosenNode, 'command' | 'env'>;
  screen: Screen;
  /** Longest time of one cell; no limit by default. */
  timeoutSeconds?: number;
  /** Go on after a cell that fails. */
  allowErrors?: boolean;
  /** Stops the running cell and ends the kernel. */
  signal?: AbortSignal;
  env?: Record<string, string>;
  runnerScript?: string;
}

export interface RanCell {
  id: string;
  seconds: number;
  status: 'ok' | 'error';
  error?: ErrorContent;
}
export interface NotebookRun {
  /** Every cell ran, and none failed that was not allowed to. */
  ok: boolean;
  cells: RanCell[];
  seconds: number;
  out: string;
  /** Paths of the image files. */
  images: string[];
}

const STOP_SECONDS = 10;

/**
 * Runs a notebook cell by cell on a kernel of its own, shows it as text, and writes the executed notebook and its
 * images, also after a failure. Rejects where the notebook can't be read or the kernel can't start.
 */
export async function runNotebook(options: RunNotebook): Promise<NotebookRun> {
  const file = path.resolve(options.file);
  const notebook = readNotebook(file);
  const terminal = new Terminal(options.screen);
  const mark = performance.now();
  const kernel = await openKernel(options, path.dirname(file));
  const cells: RanCell[] = [];
  let images: string[];
  try {
    terminal.print((await kernel.kernelInfo()).banner);
    await runCells(kernel, notebook, options, terminal, cells);
  } finally {
    await kernel.shutdown();
    images = writeResult(notebook, options.out);
  }
  const wanted = notebook.cells.filter(runnable);
  const ok =
    cells.length === wanted.length &&
    cells.every((ran, i) => ran.status === 'ok' || mayFail(wanted[i]!, options));
  return { ok, cells, seconds: (performance.now() - mark) / 1000, out: options.out, images };
}

function readNotebook(file: string): Notebook {
  try {
    return parseNotebook(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`Can't run ${file}: ${(error as Error).message}.`);
  }
}

async function openKernel(options: RunNotebook, cwd: string): Promise<KernelConnection> {
  const { supervisorScript, node, env, runnerScript } = options;
  const record = await startKernel({
    // Not the notebook's own kernel, which a window may be attached to.
    notebook: null,
    cwd,
    supervisorScript,
    node,
    // Should this process be killed, nobody is left to look at the results.
    idleMinutes: 0.1,
    finishCells: false,
    ...(env ? { env } : {}),
    ...(runnerScript ? { runnerScript } : {}),
  });
  const kernel = await connect(record, { client: 'headless' });
  try {
    await kernel.ready();
  } catch (error) {
    await kernel.shutdown();
    throw error;
  }
  return kernel;
}

async function runCells(
  kernel: KernelConnection,
  notebook: Notebook,
  options: RunNotebook,
  terminal: Terminal,
  ran: RanCell[],
): Promise<void> {
  const outputs = new NotebookOutputs();
  const cells = notebook.cells.filter(runnable);
  const started = performance.now();
  for (const [index, cell] of cells.entries()) {
    if (options.signal?.aborted) return;
    const mark = performance.now();
    terminal.print(`\n[${index + 1}/${cells.length}] ${firstLine(cell.source)}`);
    const error = await runCell(kernel, cell, options, outputs, terminal);
    terminal.endLine();
    const seconds = (performance.now() - mark) / 1000;
    const total = ((performance.now() - started) / 1000).toFixed(1);
    terminal.print(`    ${error ? 'failed after' : 'done in'} ${seconds.toFixed(1)} s (${total} s in all)`);
    ran.push({ id: cell.id, seconds, ...(error ? { status: 'error', error } : { status: 'ok' }) });
    if (error && !mayFail(cell, options)) return;
  }
}

/** Runs one cell to its end; the error it ended with, where it did. */
async function runCell(
  kernel: KernelConnection,
  cell: CodeCell,
  options: RunNotebook,
  outputs: NotebookOutputs,
  terminal: Terminal,
): Promise<ErrorContent | null> {
  const execution = kernel.execute(cell.source, { cellId: cell.id, stop_on_error: false }, (message) => {
    outputs.apply(cell, message);
    terminal.show(message);
  });
  const { signal, timeoutSeconds } = options;
  const timers: NodeJS.Timeout[] = [];
  const after = (seconds: number, act: () => void) => timers.push(setTimeout(act, seconds * 1000));
  const stop = () => {
    void kernel.interrupt().catch(() => {});
    // A cell that can't be interrupted ends with its kernel.
    after(STOP_SECONDS, () => void kernel.shutdown());
  };
  const late = () => {
    terminal.print(`The cell took longer than ${timeoutSeconds} s: it is being stopped.`);
    stop();
  };
  signal?.addEventListener('abort', stop);
  if (timeoutSeconds !== undefined) after(timeoutSeconds, late);
  try {
    const reply = await execution.reply;
    if (reply.status === 'ok') return null;
    if (reply.status === 'error') return reply;
    return { ename: 'Aborted', evalue: 'The cell was not run.', traceback: [] };
  } catch (error) {
    const lost = {
      ename: 'KernelLost',
      evalue: (error as Error).message,
      traceback: [(error as Error).message],
    };
    outputs.apply(cell, { type: 'error', ...lost });
    terminal.show({ type: 'error', ...lost });
    return lost;
  } finally {
    signal?.removeEventListener('abort', stop);
    timers.forEach(clearTimeout);
  }
}

/** Writes the notebook, whole or not at all, and its images to `<name>-images` beside it. */
function writeResult(notebook: Notebook, out: string): string[] {
  mkdirSync(path.dirname(path.resolve(out)), { recursive: true });
  const temporary = `${out}.${process.pid}.tmp`;
  writeFileSync(temporary, formatNotebook(notebook));
  renameSync(temporary, out);

  const folder = `${out.replace(/\.ipynb$/, '')}-images`;
  rmSync(folder, { recursive: true, force: true });
  const images = imagesOf(notebook);
  if (images.length > 0) mkdirSync(folder, { recursive: true });
  return images.map(({ name, bytes }) => {
    const file = path.join(folder, name);
    writeFileSync(file, bytes);
    return file;
  });
}

const runnable = (cell: Notebook['cells'][number]): cell is CodeCell =>
  isCode(cell) && cell.source.trim() !== '';

/** Jupyter's tag for cells that show an error on purpose. */
function mayFail({ metadata }: CodeCell, { allowErrors = false, signal }: RunNotebook): boolean {
  if (signal?.aborted) return false;
  return allowErrors || (Array.isArray(metadata.tags) && metadata.tags.includes('raises-exception'));
}

function firstLine(source: string): string {
  const line = source.trimStart().split('\n', 1)[0] ?? '';
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
}
