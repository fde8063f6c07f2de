import * as vscode from 'vscode';
import type { OutputCommand, OutputItem } from './commands';

/** The outputs that exist in a notebook's document, by the keys of the projection. */
export class NotebookOutputs {
  private readonly outputs = new Map<string, vscode.NotebookCellOutput>();

  /**
   * Applies commands through a running execution; VS Code keeps their order. An output of another cell may be
   * changed too: VS Code finds outputs by id in the whole notebook.
   */
  async apply(execution: vscode.NotebookCellExecution, commands: readonly OutputCommand[]): Promise<void> {
    await Promise.all(commands.map((command) => this.one(execution, command)));
  }

  /** Forgets the outputs of a run, once the cell runs again. */
  forget(run: string): void {
    for (const key of this.outputs.keys()) if (key.startsWith(`${run}/`)) this.outputs.delete(key);
  }

  private one(execution: vscode.NotebookCellExecution, command: OutputCommand): Thenable<void> | undefined {
    if (command.type === 'clear') return execution.clearOutput();
    const items = command.items.map(toItem);
    if (command.type === 'append') {
      const output = new vscode.NotebookCellOutput(items, {
        metadata: command.metadata,
        outputType: outputType(command.items),
      });
      this.outputs.set(command.key, output);
      return execution.appendOutput(output);
    }
    const output = this.outputs.get(command.key);
    if (!output) return undefined;
    return command.type === 'replaceItems'
      ? execution.replaceOutputItems(items, output)
      : execution.appendOutputItems(items, output);
  }
}

const toItem = ({ mime, data }: OutputItem): vscode.NotebookCellOutputItem =>
  new vscode.NotebookCellOutputItem(data, mime);

/** How `.ipynb` files call it; else the built-in serializer has to guess. */
function outputType(items: readonly OutputItem[]): string {
  const mime = items[0]?.mime ?? '';
  if (mime === 'application/vnd.code.notebook.error') return 'error';
  return /^application\/vnd\.code\.notebook\.std/.test(mime) ? 'stream' : 'display_data';
}
