import * as vscode from 'vscode';
import { CONTROLLER_ID, NOTEBOOK_TYPE } from '../controller';
import { KERNELSPEC, kernelspecName } from '../kernels/cells';
import type { NotebookKernel } from '../kernels/notebookKernel';
import type { NotebookKernels } from '../kernels/notebookKernels';
import { facts, type KernelStatus, statusText } from './summary';

/** Kernel state and compute backend of the active notebook. */
export function showStatus(kernels: NotebookKernels): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    `${CONTROLLER_ID}.kernel`,
    vscode.StatusBarAlignment.Right,
    100,
  );
  item.name = 'BMDSRNet Kernel';
  item.command = `${CONTROLLER_ID}.showKernel`;
  const update = () => {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    const kernel = kernels.find(notebook);
    const ours =
      notebook?.notebookType === NOTEBOOK_TYPE && (kernel || kernelspecName(notebook) === KERNELSPEC.name);
    if (!ours) return item.hide();
    const status = statusOf(kernel);
    item.text = statusText(status);
    item.tooltip = tooltip(status);
    item.backgroundColor =
      status.phase === 'dead' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  };
  update();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveNotebookEditor(update),
    kernels.onDidChange(update),
  );
}

export function statusOf(kernel: NotebookKernel | undefined): KernelStatus {
  const connection = kernel?.current;
  if (!connection) return { phase: kernel?.starting ? 'starting' : 'none' };
  return { phase: connection.state.phase, state: connection.state, kernel: connection.kernel };
}

function tooltip(status: KernelStatus): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  for (const { name, detail } of facts(status)) {
    text.appendMarkdown(`**${name}** `);
    text.appendText(detail);
    text.appendMarkdown('\n\n');
  }
  return text;
}
