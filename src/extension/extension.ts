import type * as vscode from 'vscode';
import { registerCommands } from './commands';
import { createController, serve } from './controller';
import { KernelLauncher } from './kernels/launcher';
import { NotebookKernels } from './kernels/notebookKernels';
import { selectForOurNotebooks } from './selectKernel';
import { showStatus } from './status/statusBar';

export function activate(context: vscode.ExtensionContext): void {
  const controller = createController();
  const launcher = new KernelLauncher(context.extensionPath);
  const kernels = new NotebookKernels({ controller, launcher, store: context.workspaceState });
  context.subscriptions.push(
    controller,
    kernels,
    serve(controller, kernels),
    selectForOurNotebooks(controller, context.extension.id),
    showStatus(kernels),
    registerCommands(context, kernels),
  );
}
