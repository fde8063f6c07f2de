import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import { cellMessage, type Execution, type KernelConnection } from '../../kernel/client';
import type { ErrorContent, Message } from '../../kernel/protocol';
import { askInput } from '../input';
import type { KernelLog } from '../output/log';
import type { DisplayIds } from '../output/projection';
import { NotebookOutputs } from '../output/vscodeOutputs';
import { CellRun } from './cellRun';
import { cellId } from './cells';
import { EndedRuns } from './endedRuns';
import { executionPort } from './executionPort';
import type { KernelLauncher } from './launcher';
import { PendingCells, type Store } from './pendingCells';

export interface KernelContext {
  controller: vscode.NotebookController;
  launcher: KernelLauncher;
  store: Store;
  log: KernelLog;
  /** The kernel's state changed, or it came or went. */
  changed(): void;
}

const clock = {
  now: () => performance.now(),
  after(ms: number, callback: () => void) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** The kernel of one open notebook, started when the first cell runs. */
export class NotebookKernel implements vscode.Disposable {
  private connection: KernelConnection | null = null;
  private connecting: Promise<KernelConnection> | null = null;
  private runs = 0;
  /** Runs that were not sent yet, because the kernel is starting. */
  private readonly unsent = new Set<CellRun>();
  private readonly outputs = new NotebookOutputs();
  private readonly displays: DisplayIds = new Map();
  private readonly lastRun = new Map<string, string>();
  /** Ids of the requests whose cells run here. */
  private readonly live = new Set<string>();
  private readonly ended = new EndedRuns();
  private readonly inputBoxes = new Map<CellRun, vscode.Disposable>();
  private readonly pending: PendingCells;

  constructor(
    readonly notebook: vscode.NotebookDocument,
    private readonly context: KernelContext,
  ) {
    this.pending = new PendingCells(context.store, notebook.uri.toString());
  }

  /** What the kernel is and does; null while there is none. */
  get current(): KernelConnection | null {
    return this.connection;
  }
  get starting(): boolean {
    return this.connecting !== null;
  }

  /** Runs cells in this order, after those that run already. Never rejects: what goes wrong is shown in the cells. */
  async execute(cells: readonly vscode.NotebookCell[]): Promise<void> {
    // All at once, so that each shows that it waits.
    const runs = cells.map((cell) => ({ cell, run: this.newRun(cell), code: cell.document.getText() }));
    for (const { run } of runs) this.unsent.add(run);
    let connection: KernelConnection;
    try {
      connection = await this.connect();
    } catch (error) {
      const [first, ...others] = runs.filter(({ run }) => this.unsent.delete(run));
      first?.run.failed(startFailure(error));
      for (const { run } of others) run.dropped();
      return;
    }
    const batch = randomUUID();
    const sent = runs
      .filter(({ run }) => this.unsent.delete(run))
      .map(({ cell, run, code }) => this.send(connection, cell, run, { code, batch }));
    await Promise.all(sent);
  }

  /** Attaches to the kernel that an earlier window left running, and draws the cells that were not finished then. */
  async reattach(): Promise<void> {
    if (this.connection || this.connecting) return;
    const connection = await this.context.launcher.attach(
      this.notebook,
      (id) => this.pending.of(id)?.since ?? Number.MAX_SAFE_INTEGER,
    );
    if (!connection) return;
    this.adopt(connection);
    const { cells = [] } = this.pending.of(connection.kernel.id) ?? {};
    for (const { msgId, cellId: id } of cells) {
      const cell = this.notebook.getCells().find((candidate) => cellId(candidate) === id);
      const logged =
        connection.missed !== 'truncated' || connection.state.cells.some((live) => live.msgId === msgId);
      if (!cell || !logged) {
        this.pending.remove(connection.kernel.id, msgId);
        continue;
      }
      const run = this.newRun(cell);
      void this.follow(
        connection,
        cell,
        run,
        connection.follow(msgId, (message) => this.toRun(connection, run, message)),
      );
    }
  }

  async interrupt(): Promise<void> {
    for (const run of this.unsent) run.dropped();
    this.unsent.clear();
    await this.connection?.interrupt();
  }

  async restart(): Promise<void> {
    const connection = this.connection ?? (await this.connect());
    this.displays.clear();
    await connection.restart();
  }

  async shutdown(): Promise<void> {
    await this.connection?.shutdown();
  }

  /** Detaches; the kernel of a saved notebook goes on, for the next window. */
  dispose(): void {
    if (this.notebook.isUntitled) void this.shutdown();
    else this.connection?.close();
  }

  private connect(): Promise<KernelConnection> {
    if (this.connection) return Promise.resolve(this.connection);
    this.connecting ??= this.context.launcher
      .start(this.notebook)
      .then((connection) => this.adopt(connection))
      .finally(() => {
        this.connecting = null;
        this.context.changed();
      });
    this.context.changed();
    return this.connecting;
  }

  private adopt(connection: KernelConnection): KernelConnection {
    this.connection = connection;
    connection.onMessage((message) => this.late(message));
    connection.onState(() => this.context.changed());
    connection.onClose(() => {
      if (this.connection === connection) this.connection = null;
      this.context.changed();
    });
    this.context.changed();
    return connection;
  }

  private newRun(cell: vscode.NotebookCell): CellRun {
    const key = cell.document.uri.toString();
    const earlier = this.lastRun.get(key);
    if (earlier) this.outputs.forget(earlier);
    this.ended.forget(key);
    const name = `run${this.runs++}`;
    this.lastRun.set(key, name);
    const host = { controller: this.context.controller, outputs: this.outputs };
    return new CellRun(name, executionPort(host, cell), this.displays, clock);
  }

  private send(
    connection: KernelConnection,
    cell: vscode.NotebookCell,
    run: CellRun,
    { code, batch }: { code: string; batch: string },
  ): Promise<void> {
    const id = cellId(cell);
    const options = { cellId: id, batch, allow_stdin: true };
    const execution = connection.execute(code, options, (message) => this.toRun(connection, run, message));
    this.pending.add(connection.kernel.id, connection.lastSeen, { msgId: execution.msgId, cellId: id });
    return this.follow(connection, cell, run, execution);
  }

  private async follow(
    connection: KernelConnection,
    cell: vscode.NotebookCell,
    run: CellRun,
    { msgId, reply }: Execution,
  ): Promise<void> {
    this.live.add(msgId);
    try {
      run.ended(await reply);
      this.ended.add(cell.document.uri.toString(), { msgId, run });
      this.pending.remove(connection.kernel.id, msgId);
    } catch (error) {
      run.failed(lostKernel(error));
    } finally {
      this.inputBoxes.get(run)?.dispose();
      this.inputBoxes.delete(run);
      this.live.delete(msgId);
    }
  }

  /** Output of a cell that has ended goes to that cell; what has no cell here any more, to the log. */
  private late(message: Message): void {
    const { msg_id: parent = '' } = message.parent_header;
    const output = this.live.has(parent) ? null : cellMessage(message);
    if (!output || output.type === 'inputRequest') return;
    const run = this.ended.find(parent);
    if (run) run.message(output);
    else this.context.log.output(output);
  }

  private toRun(
    connection: KernelConnection,
    run: CellRun,
    message: Parameters<CellRun['message']>[0],
  ): void {
    if (message.type === 'inputRequest') this.inputBoxes.set(run, askInput(connection, message));
    else run.message(message);
  }
}

const startFailure = (error: unknown): ErrorContent => plain('KernelStartError', error);
const lostKernel = (error: unknown): ErrorContent => plain('KernelLostError', error);

function plain(ename: string, error: unknown): ErrorContent {
  const evalue = error instanceof Error ? error.message : String(error);
  return { ename, evalue, traceback: [] };
}
