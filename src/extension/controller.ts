import * as vscode from 'vscode';
import type { NotebookKernels } from './kernels/notebookKernels';

export const CONTROLLER_ID = 'bmdsrnet';
export const NOTEBOOK_TYPE = 'jupyter-notebook';

/** The entry "BMDSRNet (TypeScript)" among a notebook's kernels. */
export function createController(): vscode.NotebookController {
  const controller = vscode.notebooks.createNotebookController(
    CONTROLLER_ID,
    NOTEBOOK_TYPE,
    'BMDSRNet (TypeScript)',
  );
  controller.description = 'TypeScript on TensorFlow.js';
  controller.supportedLanguages = ['typescript'];
  controller.supportsExecutionOrder = true;
  return controller;
}

/** Lets the controller run cells on the notebooks' kernels, and picks up those that a reloaded window left running. */
export function serve(controller: vscode.NotebookController, kernels: NotebookKernels): vscode.Disposable {
  controller.executeHandler = (cells, notebook) => kernels.of(notebook).execute(cells);
  controller.interruptHandler = async (notebook) => kernels.find(notebook)?.interrupt();
  return controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
    if (selected) void kernels.of(notebook).reattach().catch(notReattached);
  });
}

/** The kernel that an earlier window left is gone or does not answer: the next cell starts a new one. */
function notReattached(error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  void vscode.window.showWarningMessage(
    `The kernel of an earlier window could not be reached. The next cell starts a new one. (${why})`,
  );
}
