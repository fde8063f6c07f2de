import type * as vscode from 'vscode';
import { registerCommands } from './commands';
import { createController, serve } from './controller';
import { registerHover } from './hover';
import { KernelLauncher } from './kernels/launcher';
import { NotebookKernels } from './kernels/notebookKernels';
import { KernelLog } from './output/log';
import { selectForOurNotebooks } from './selectKernel';
import { showStatus } from './status/statusBar';

export function activate(context: vscode.ExtensionContext): void {
  const controller = createController();
  const log = new KernelLog();
  const launcher = new KernelLauncher(context.extensionPath, log);
  const kernels = new NotebookKernels({ controller, launcher, store: context.workspaceState, log });
  context.subscriptions.push(
    log,
    controller,
    kernels,
    serve(controller, kernels),
    selectForOurNotebooks(controller, context.extension.id),
    showStatus(kernels),
    registerHover(kernels),
    registerCommands(context, kernels, log),
  );
}
