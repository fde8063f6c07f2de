import * as vscode from 'vscode';
import type { KernelConnection } from '../kernel/client';
import type { InputRequest } from '../kernel/protocol';

/** Asks the user for what a cell wants to read. Dismissing the box answers with an empty line: the cell must go on. */
export async function answerInput(
  connection: KernelConnection,
  { prompt, password }: InputRequest,
): Promise<void> {
  const value = await vscode.window.showInputBox({
    prompt: prompt || 'Input for the running cell',
    password,
    ignoreFocusOut: true,
  });
  connection.input(value ?? '');
}
