import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { chooseNode, connect, findKernel, type KernelConnection, startKernel } from '../../kernel/client';
import { settings } from '../settings';
import { type Place, placeOf } from './place';

const CLIENT = 'vscode';

/** Starts kernels and finds those that run. */
export class KernelLauncher {
  constructor(private readonly extensionFolder: string) {}

  place({ uri, isUntitled }: vscode.NotebookDocument): Place {
    const folder = vscode.workspace.workspaceFolders?.find(({ uri: { scheme } }) => scheme === 'file');
    return placeOf({
      trusted: vscode.workspace.isTrusted,
      scheme: uri.scheme,
      isUntitled,
      fsPath: uri.fsPath,
      workspaceFolder: folder?.uri.fsPath,
      home: os.homedir(),
    });
  }

  /** Starts the notebook's kernel. Rejects with what the user can do about it. */
  async start(notebook: vscode.NotebookDocument): Promise<KernelConnection> {
    const place = this.place(notebook);
    if ('problem' in place) throw new Error(place.problem);
    const { nodePath, idleMinutes, environment } = settings();
    const node = await chooseNode({
      ...(nodePath ? { configured: nodePath } : {}),
      path: process.env.PATH ?? '',
      execPath: process.execPath,
      isElectron: process.versions.electron !== undefined,
    });
    const supervisorScript = path.join(this.extensionFolder, 'dist', 'kernel', 'supervisor.js');
    // Cells see the notebook's name as a module sees its file's.
    const env = { ...environment, ...(place.notebook ? { BMDSRNET_NOTEBOOK: place.notebook } : {}) };
    return connect(await startKernel({ ...place, node, supervisorScript, idleMinutes, env }), {
      client: CLIENT,
    });
  }

  /** Attaches to the kernel that runs for the notebook already, if there is one; `lastSeen` as in {@link connect}. */
  async attach(
    notebook: vscode.NotebookDocument,
    lastSeen: (kernelId: string) => number,
  ): Promise<KernelConnection | null> {
    const place = this.place(notebook);
    if ('problem' in place || place.notebook === null) return null;
    const record = await findKernel(place.notebook);
    return record && connect(record, { client: CLIENT, lastSeen: lastSeen(record.id) });
  }
}
