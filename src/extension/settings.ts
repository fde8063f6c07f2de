import * as vscode from 'vscode';

export const SECTION = 'bmdsrnet';

export interface Settings {
  /** Path of the Node that runs kernels; empty for the first fitting one. */
  nodePath: string;
  idleMinutes: number;
  confirmRestart: boolean;
  /** What the compute settings mean for the kernel's process. */
  environment: Record<string, string>;
}

export function settings(): Settings {
  const section = vscode.workspace.getConfiguration(SECTION);
  const backend = section.get('compute.backend', 'auto');
  const provider = section.get('compute.provider', '');
  const threads = section.get('compute.threads', 0);
  return {
    nodePath: section.get('kernel.node', ''),
    idleMinutes: section.get('kernel.idleMinutes', 10),
    confirmRestart: section.get('kernel.confirmRestart', true),
    environment: Object.fromEntries([
      ...(backend === 'auto' ? [] : [['BMDSRNET_BACKEND', backend]]),
      ...(provider === '' ? [] : [['BMDSRNET_PROVIDER', provider]]),
      ...(threads > 0 ? [['BMDSRNET_THREADS', String(threads)]] : []),
    ]),
  };
}
