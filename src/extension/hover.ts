import * as vscode from 'vscode';
import type { NotebookKernels } from './kernels/notebookKernels';

const IMPORTS = /\bimport\s*\{([^}]*)\}\s*from\s*['"]bmdsrnet['"]/g;

/**
 * Shows what a notebook's kernel says about the name under the pointer. The language server knows what a cell imports
 * itself, but not what it has from another cell: there only the kernel can tell.
 */
export function registerHover(kernels: NotebookKernels): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { notebookType: 'jupyter-notebook', language: 'typescript' },
    {
      async provideHover(document, position) {
        const notebook = vscode.workspace.notebookDocuments.find((candidate) =>
          candidate.getCells().some((cell) => cell.document === document),
        );
        const connection = kernels.find(notebook)?.current;
        const word = document.getText(document.getWordRangeAtPosition(position));
        if (!connection || importedNames(document.getText()).includes(word)) return undefined;
        const before = document.getText(new vscode.Range(new vscode.Position(0, 0), position));
        const { data } = await connection.request('inspect_request', {
          code: document.getText(),
          cursor_pos: [...before].length,
          detail_level: 0,
        });
        const text = (data as Record<string, unknown> | undefined)?.['text/markdown'];
        return typeof text === 'string' ? new vscode.Hover(new vscode.MarkdownString(text)) : undefined;
      },
    },
  );
}

const importedNames = (code: string): string[] =>
  [...code.matchAll(IMPORTS)].flatMap(([, names = '']) => names.split(/[\s,]+/));
