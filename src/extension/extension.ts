import type * as vscode from 'vscode';
import { createController, serve } from './controller';
import { KernelLauncher } from './kernels/launcher';
import { NotebookKernels } from './kernels/notebookKernels';
import { selectForOurNotebooks } from './selectKernel';

export function activate({
  extension,
  extensionPath,
  workspaceState,
  subscriptions,
}: vscode.ExtensionContext): void {
  const controller = createController();
  const kernels = new NotebookKernels({
    controller,
    launcher: new KernelLauncher(extensionPath),
    store: workspaceState,
  });
  subscriptions.push(
    controller,
    kernels,
    serve(controller, kernels),
    selectForOurNotebooks(controller, extension.id),
  );
}
