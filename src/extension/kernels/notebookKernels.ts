import * as vscode from 'vscode';
import { type KernelContext, NotebookKernel } from './notebookKernel';

/** The kernels of all open notebooks that use our controller. */
export class NotebookKernels implements vscode.Disposable {
  private readonly kernels = new Map<vscode.NotebookDocument, NotebookKernel>();
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly closing: vscode.Disposable;
  /** A kernel came, went, or changed its state. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly context: Omit<KernelContext, 'changed'>) {
    this.closing = vscode.workspace.onDidCloseNotebookDocument((notebook) => this.close(notebook));
  }

  of(notebook: vscode.NotebookDocument): NotebookKernel {
    const known = this.kernels.get(notebook);
    if (known) return known;
    const kernel = new NotebookKernel(notebook, { ...this.context, changed: () => this.changes.fire() });
    this.kernels.set(notebook, kernel);
    return kernel;
  }

  find(notebook: vscode.NotebookDocument | undefined): NotebookKernel | undefined {
    return notebook && this.kernels.get(notebook);
  }

  dispose(): void {
    this.closing.dispose();
    for (const kernel of this.kernels.values()) kernel.dispose();
    this.changes.dispose();
  }

  private close(notebook: vscode.NotebookDocument): void {
    this.kernels.get(notebook)?.dispose();
    this.kernels.delete(notebook);
    this.changes.fire();
  }
}
