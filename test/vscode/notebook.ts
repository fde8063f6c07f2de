import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { NOTEBOOK_METADATA } from '../../src/extension/kernels/cells';
import { command, until } from './host';

export interface SavedCell {
  source: string;
  outputs?: object[];
}

/** Writes a notebook of ours into the workspace and shows it. */
export async function openNotebook(
  name: string,
  cells: readonly (string | SavedCell)[],
): Promise<vscode.NotebookDocument> {
  const folder = vscode.workspace.workspaceFolders![0]!.uri;
  const file = path.join(folder.fsPath, `${name}.ipynb`);
  const json = {
    ...NOTEBOOK_METADATA,
    cells: cells.map((cell, index) => {
      const { source, outputs = [] } = typeof cell === 'string' ? { source: cell } : cell;
      return { cell_type: 'code', id: `cell-${index}`, metadata: {}, execution_count: null, source, outputs };
    }),
  };
  writeFileSync(file, JSON.stringify(json));
  return showNotebook(vscode.Uri.file(file));
}

export async function showNotebook(uri: vscode.Uri): Promise<vscode.NotebookDocument> {
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

/** Starts cells without waiting for their end, which the command does. */
export function start(notebook: vscode.NotebookDocument, first: number, end = first + 1): void {
  void command('notebook.cell.execute', { ranges: [{ start: first, end }], document: notebook.uri });
}

/** Runs one cell and waits for its end; whether it succeeded. */
export async function run(notebook: vscode.NotebookDocument, index: number): Promise<boolean> {
  const before = notebook.cellAt(index).executionSummary?.timing?.endTime;
  start(notebook, index);
  return ended(notebook, index, before);
}

export function ended(notebook: vscode.NotebookDocument, index: number, before?: number): Promise<boolean> {
  return until(`cell ${index} to end`, () => {
    const { success, timing } = notebook.cellAt(index).executionSummary ?? {};
    return timing && timing.endTime !== before ? success : undefined;
  });
}

/** Text of every item of every output of a cell. */
export function outputs(
  notebook: vscode.NotebookDocument,
  index: number,
): { mime: string; text: string }[][] {
  return notebook
    .cellAt(index)
    .outputs.map(({ items }) =>
      items.map(({ mime, data }) => ({ mime, text: Buffer.from(data).toString() })),
    );
}

export const text = (notebook: vscode.NotebookDocument, index: number): string =>
  outputs(notebook, index)
    .map((items) => items.map((item) => item.text).join(''))
    .join('\n');

/** Closes every editor without asking to save. */
export async function closeAll(): Promise<void> {
  while (vscode.window.tabGroups.activeTabGroup.activeTab) {
    await command('workbench.action.revertAndCloseActiveEditor');
  }
}

/** Ends the kernel of the active notebook. */
export const shutDown = (): Thenable<unknown> => command('bmdsrnet.shutDownKernel');
