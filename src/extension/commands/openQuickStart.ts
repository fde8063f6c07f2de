import * as vscode from 'vscode';
import { NOTEBOOK_TYPE } from '../controller';

const NAME = '01-quick-start.ipynb';

/** Opens a copy of the sample in the workspace, where its runs and images belong; an existing copy is kept. */
export async function openQuickStart({
  extensionUri,
  globalStorageUri,
}: vscode.ExtensionContext): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? globalStorageUri;
  const target = vscode.Uri.joinPath(folder, NAME);
  if (!(await exists(target))) {
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(extensionUri, 'notebooks', NAME), target);
  }
  await vscode.commands.executeCommand('vscode.openWith', target, NOTEBOOK_TYPE);
}

const exists = (uri: vscode.Uri): Thenable<boolean> =>
  vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
