import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

// Held from before `watchBlockingChildren` replaces it: looking for children is no cell's child process.
const run = execFileSync;

/**
 * The youngest child of a process that is not one of `others`, and all its descendants, parents first; empty where
 * there is none or that can't be told.
 */
export function youngestChildTree(pid: number, others: ArrayLike<number>): number[] {
  const known = new Set(Array.from(others));
  const youngest = childrenOf(pid).findLast((child) => !known.has(child));
  if (youngest === undefined) return [];
  const tree = [youngest];
  for (const member of tree) tree.push(...childrenOf(member));
  return tree;
}

/** Ids of the child processes of a process, in ascending order. */
export function childrenOf(pid: number): number[] {
  if (process.platform === 'linux') return childrenByProc(pid);
  if (process.platform === 'win32') return [];
  try {
    return numbers(run('pgrep', ['-P', String(pid)], { encoding: 'utf8' }));
  } catch {
    // It has none.
    return [];
  }
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
