import * as vscode from 'vscode';
import { CONTROLLER_ID } from '../controller';
import type { NotebookKernel } from '../kernels/notebookKernel';
import type { NotebookKernels } from '../kernels/notebookKernels';
import type { KernelLog } from '../output/log';
import { confirmLoss } from './confirmLoss';
import { newNotebook } from './newNotebook';
import { openQuickStart } from './openQuickStart';
import { showKernel } from './showKernel';

/** Registers every command of the manifest; those about a kernel are about the active notebook's. */
export function registerCommands(
  context: vscode.ExtensionContext,
  kernels: NotebookKernels,
  log: KernelLog,
): vscode.Disposable {
  const register = (name: string, run: () => unknown) =>
    vscode.commands.registerCommand(`${CONTROLLER_ID}.${name}`, run);
  const aboutKernel = (name: string, run: (kernel: NotebookKernel) => Promise<unknown>) =>
    register(name, async () => {
      const notebook = vscode.window.activeNotebookEditor?.notebook;
      if (notebook) await run(kernels.of(notebook));
    });
  return vscode.Disposable.from(
    register('newNotebook', newNotebook),
    register('openQuickStart', () => openQuickStart(context)),
    register('showLog', () => log.show()),
    aboutKernel('showKernel', showKernel),
    aboutKernel('interruptKernel', (kernel) => kernel.interrupt()),
    aboutKernel('shutDownKernel', async (kernel) => {
      if (kernel.current && (await confirmLoss('Shut Down'))) await kernel.shutdown();
    }),
    aboutKernel('restartKernel', async (kernel) => {
      if (await mayRestart(kernel)) await restart(kernel);
    }),
    aboutKernel('restartAndRunAll', async (kernel) => {
      if (!(await mayRestart(kernel))) return;
      if (await restart(kernel))
        await vscode.commands.executeCommand('notebook.execute', kernel.notebook.uri);
    }),
  );
}

/** A kernel that does not run has nothing to lose. */
const mayRestart = async (kernel: NotebookKernel): Promise<boolean> =>
  !kernel.current || confirmLoss('Restart');

/** Whether the kernel came back; where it did not, the user is told why. */
async function restart(kernel: NotebookKernel): Promise<boolean> {
  try {
    await kernel.restart();
    return true;
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    return false;
  }
}
