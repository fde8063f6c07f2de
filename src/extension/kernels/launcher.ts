import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import {
  type ChosenNode,
  chooseNode,
  connect,
  findKernel,
  type KernelConnection,
  startKernel,
} from '../../kernel/client';
import type { KernelLog } from '../output/log';
import { SECTION, settings } from '../settings';
import { type Place, placeOf } from './place';

const CLIENT = 'vscode';

/** Starts kernels and finds those that run. */
export class KernelLauncher {
  constructor(
    private readonly extensionFolder: string,
    private readonly log: KernelLog,
  ) {}

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
    this.log.line(
      `Kernel of ${notebook.uri.fsPath}: Node ${node.version}, ${node.command}, because ${node.why}.`,
    );
    for (const note of node.notes) this.log.line(`  ${note}`);
    if (nodePath && node.command !== nodePath) void warnAboutNode(node);
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

/** The kernel runs, but not on the Node that the user asked for. */
async function warnAboutNode({ command, version, notes }: ChosenNode): Promise<void> {
  const open = 'Open Setting';
  const answer = await vscode.window.showWarningMessage(
    `${notes[0]} The kernel runs on ${command} (${version}) instead.`,
    open,
  );
  if (answer === open)
    await vscode.commands.executeCommand('workbench.action.openSettings', `${SECTION}.kernel.node`);
}
