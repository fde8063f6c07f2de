import * as vscode from 'vscode';
import { CONTROLLER_ID } from '../controller';
import type { NotebookKernel } from '../kernels/notebookKernel';
import { statusOf } from '../status/statusBar';
import { facts } from '../status/summary';

interface Entry extends vscode.QuickPickItem {
  command?: string;
}

const ACTIONS: Entry[] = [
  { label: 'Actions', kind: vscode.QuickPickItemKind.Separator },
  {
    label: '$(debug-stop) Interrupt',
    description: 'stop the running cell; variables stay',
    command: 'interruptKernel',
  },
  {
    label: '$(debug-restart) Restart',
    description: 'start afresh; variables are lost',
    command: 'restartKernel',
  },
  {
    label: '$(circle-slash) Shut Down',
    description: 'end the kernel of this notebook',
    command: 'shutDownKernel',
  },
];
const LOG: Entry = {
  label: '$(output) Log',
  description: 'what kernels say that no cell shows',
  command: 'showLog',
};

/** A list of what is known about the kernel, and what can be done with it. */
export async function showKernel(kernel: NotebookKernel): Promise<void> {
  const known: Entry[] = facts(statusOf(kernel)).map(({ name, detail }) => ({ label: name, detail }));
  const entries = kernel.current ? [...known, ...ACTIONS, LOG] : [...known, LOG];
  const chosen = await vscode.window.showQuickPick(entries, {
    title: 'BMDSRNet Kernel',
    matchOnDetail: true,
  });
  if (chosen?.command) await vscode.commands.executeCommand(`${CONTROLLER_ID}.${chosen.command}`);
}
