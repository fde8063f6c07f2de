import type * as vscode from 'vscode';
import type { NotebookOutputs } from '../output/vscodeOutputs';
import type { CellPort } from './cellRun';

/** VS Code's cell execution as the port of a run. */
export function executionPort(execution: vscode.NotebookCellExecution, outputs: NotebookOutputs): CellPort {
  // A cell that was deleted while it ran has no outputs to change: its edits fail, and nothing is lost.
  const unlessDeleted = (edit: PromiseLike<void>) => void edit.then(undefined, () => {});
  return {
    start(executionCount) {
      execution.executionOrder = executionCount;
      execution.start(Date.now());
      unlessDeleted(execution.clearOutput());
    },
    apply: (commands) => unlessDeleted(outputs.apply(execution, commands)),
    end: (success) => execution.end(success, Date.now()),
  };
}
