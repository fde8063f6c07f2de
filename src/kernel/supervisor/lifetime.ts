/** What becomes of a kernel that no client is attached to. */
export interface Unattended {
  idleMs: number;
  /** A running cell is finished before the time counts; otherwise the time counts at once. */
  finishCells: boolean;
}

/** Ends a kernel that nobody has been attached to for some time. */
export class Lifetime {
  private clients = 0;
  private busy = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly unattended: Unattended,
    private readonly end: () => void,
  ) {
    this.update();
  }

  clientsChanged(clients: number): void {
    this.clients = clients;
    this.update();
  }

  busyChanged(busy: boolean): void {
    if (busy === this.busy) return;
    this.busy = busy;
    this.update();
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private update(): void {
    const wanted = this.clients > 0 || (this.busy && this.unattended.finishCells);
    if (wanted) this.stop();
    else this.timer ??= setTimeout(this.end, this.unattended.idleMs);
  }
}
