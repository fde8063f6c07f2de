import * as vscode from 'vscode';
import { NOTEBOOK_TYPE } from '../controller';
import { NOTEBOOK_METADATA } from '../kernels/cells';

const FIRST_CELL = `import { tf } from 'bmdsrnet';

tf.getBackend()`;

/** Opens a new, unsaved notebook that names our kernel. */
export async function newNotebook(): Promise<void> {
  const data = new vscode.NotebookData([
    new vscode.NotebookCellData(vscode.NotebookCellKind.Code, FIRST_CELL, 'typescript'),
  ]);
  data.metadata = NOTEBOOK_METADATA;
  await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(NOTEBOOK_TYPE, data));
}
