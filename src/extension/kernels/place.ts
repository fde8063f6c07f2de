import path from 'node:path';

/** What decides whether and where a notebook's kernel can run. */
export interface Situation {
  trusted: boolean;
  scheme: string;
  isUntitled: boolean;
  fsPath: string;
  /** First workspace folder on disk. */
  workspaceFolder: string | undefined;
  home: string;
}

/** `notebook` is null for one that is not saved yet: no later window could find its kernel. */
export type Place = { notebook: string | null; cwd: string } | { problem: string };

/** The kernel's notebook and working folder, or why it can't run. */
export function placeOf(situation: Situation): Place {
  const { trusted, scheme, isUntitled, fsPath, workspaceFolder, home } = situation;
  if (!trusted) {
    return {
      problem:
        'Cells are code, and this workspace is not trusted. Trust it to run them ("Workspaces: Manage Workspace Trust").',
    };
  }
  if (isUntitled) return { notebook: null, cwd: workspaceFolder ?? home };
  if (scheme !== 'file') {
    return {
      problem: `The kernel needs files on disk, and this notebook is in a virtual workspace (${scheme}:). Save it in a folder on disk and open it there.`,
    };
  }
  return { notebook: fsPath, cwd: path.dirname(fsPath) };
}
