/** The part of VS Code's workspace state that is used here. */
export interface Store {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Cells that were sent to a kernel and have not ended, so that a window that reloads draws them again, whole. */
export interface Pending {
  kernelId: string;
  /** Number of the last message before the first of these cells was sent: their output comes after it. */
  since: number;
  cells: { msgId: string; cellId: string }[];
}

/** Keeps the unfinished cells of a notebook across a reload of the window. */
export class PendingCells {
  private readonly key: string;

  constructor(
    private readonly store: Store,
    notebook: string,
  ) {
    this.key = `pending:${notebook}`;
  }

  of(kernelId: string): Pending | undefined {
    const pending = this.store.get<Pending>(this.key);
    return pending?.kernelId === kernelId ? pending : undefined;
  }

  add(kernelId: string, lastSeen: number, cell: Pending['cells'][number]): void {
    const { since = lastSeen, cells = [] } = this.of(kernelId) ?? {};
    void this.store.update(this.key, { kernelId, since, cells: [...cells, cell] } satisfies Pending);
  }

  remove(kernelId: string, msgId: string): void {
    const pending = this.of(kernelId);
    if (!pending) return;
    const cells = pending.cells.filter((cell) => cell.msgId !== msgId);
    void this.store.update(this.key, cells.length > 0 ? { ...pending, cells } : undefined);
  }
}
