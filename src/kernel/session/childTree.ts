import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The youngest child of a process and all its descendants, parents first; empty where that can't be told. */
export function youngestChildTree(pid: number): number[] {
  const youngest = childrenOf(pid).at(-1);
  if (youngest === undefined) return [];
  const tree = [youngest];
  for (const member of tree) tree.push(...childrenOf(member));
  return tree;
}

function childrenOf(pid: number): number[] {
  if (process.platform === 'linux') return childrenByProc(pid);
  if (process.platform === 'win32') return [];
  return numbers(spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).stdout ?? '');
}

function childrenByProc(pid: number): number[] {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    return tasks
      .flatMap((task) => numbers(readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')))
      .sort((a, b) => a - b);
  } catch {
    // It ended while we looked.
    return [];
  }
}

const numbers = (text: string): number[] => text.split(/\s+/).filter(Boolean).map(Number);
