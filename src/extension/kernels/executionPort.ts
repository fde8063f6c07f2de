import type * as vscode from 'vscode';
import type { NotebookOutputs } from '../output/vscodeOutputs';
import type { CellPort } from './cellRun';

/** What a port needs to run a cell of a notebook. */
export interface CellHost {
  controller: vscode.NotebookController;
  outputs: NotebookOutputs;
}

/** VS Code's execution of a cell as the port of a run; from now on the cell shows that it waits. */
export function executionPort({ controller, outputs }: CellHost, cell: vscode.NotebookCell): CellPort {
  const execution = controller.createNotebookCellExecution(cell);
  const timing = { start: 0, end: 0 };
  let ended: boolean | undefined;
  return {
    start(executionCount) {
      timing.start = Date.now();
      execution.executionOrder = executionCount;
      execution.start(timing.start);
      unlessDeleted(execution.clearOutput());
    },
    apply: (commands) => unlessDeleted(outputs.apply(execution, commands)),
    end(success) {
      ended = success;
      timing.end = Date.now();
      execution.end(success, timing.end);
    },
    // Outputs can be changed by an execution only: one that leaves the cell's order, time and success as they were.
    applyLate(commands) {
      if (cell.index < 0) return;
      const again = controller.createNotebookCellExecution(cell);
      again.executionOrder = execution.executionOrder;
      again.start(timing.start);
      unlessDeleted(outputs.apply(again, commands));
      again.end(ended, timing.end);
    },
  };
}

/** A cell that was deleted while it ran has no outputs to change: its edits fail, and nothing is lost. */
const unlessDeleted = (edit: PromiseLike<void>): void => void edit.then(undefined, () => {});
