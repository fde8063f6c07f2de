import type { CellRun } from './cellRun';

interface Ended {
  msgId: string;
  run: CellRun;
}

/** The last run of each cell, once it has ended: timers that the cell left behind may still put something out. */
export class EndedRuns {
  private readonly byCell = new Map<string, Ended>();

  add(cell: string, ended: Ended): void {
    this.byCell.set(cell, ended);
  }

  /** The cell runs again: what its last run still says has no place in it any more. */
  forget(cell: string): void {
    this.byCell.get(cell)?.run.superseded();
    this.byCell.delete(cell);
  }

  find(msgId: string): CellRun | undefined {
    return [...this.byCell.values()].find((ended) => ended.msgId === msgId)?.run;
  }
}
