import * as vscode from 'vscode';
import { CONTROLLER_ID, NOTEBOOK_TYPE } from './controller';
import { KERNELSPEC, kernelspecName } from './kernels/cells';

/**
 * Selects our kernel for notebooks whose file names it, and for no others. A preferred affinity alone still asks
 * the user where another extension offers kernels too (vscode#131370), hence the command.
 */
export function selectForOurNotebooks(
  controller: vscode.NotebookController,
  extensionId: string,
): vscode.Disposable {
  const prefer = (notebook: vscode.NotebookDocument) => {
    const { Preferred, Default } = vscode.NotebookControllerAffinity;
    if (notebook.notebookType === NOTEBOOK_TYPE)
      controller.updateNotebookAffinity(notebook, isOurs(notebook) ? Preferred : Default);
  };
  const select = (editor: vscode.NotebookEditor | undefined) => {
    if (editor?.notebook.notebookType !== NOTEBOOK_TYPE || !isOurs(editor.notebook)) return;
    void vscode.commands.executeCommand('notebook.selectKernel', {
      notebookEditor: editor,
      id: CONTROLLER_ID,
      extension: extensionId,
    });
  };
  vscode.workspace.notebookDocuments.forEach(prefer);
  select(vscode.window.activeNotebookEditor);
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenNotebookDocument(prefer),
    vscode.window.onDidChangeActiveNotebookEditor(select),
  );
}

const isOurs = (notebook: vscode.NotebookDocument): boolean => kernelspecName(notebook) === KERNELSPEC.name;
