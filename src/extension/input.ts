import * as vscode from 'vscode';
import type { KernelConnection } from '../kernel/client';
import type { InputRequest } from '../kernel/protocol';

/**
 * Asks the user for what a cell wants to read. Dismissing the box answers with an empty line: the cell must go on.
 * Dispose closes the box of a cell that has ended meanwhile.
 */
export function askInput(
  connection: KernelConnection,
  { prompt, password }: InputRequest,
): vscode.Disposable {
  const closing = new vscode.CancellationTokenSource();
  const options: vscode.InputBoxOptions = {
    prompt: prompt || 'Input for the running cell',
    password,
    ignoreFocusOut: true,
  };
  void vscode.window.showInputBox(options, closing.token).then((value) => {
    if (!closing.token.isCancellationRequested) connection.input(value ?? '');
    closing.dispose();
  });
  return { dispose: () => closing.cancel() };
}
