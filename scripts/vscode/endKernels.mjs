// Ends the kernels that were started from a VS Code with a runtime folder of its own.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const GRACE_MS = 5000;

/** Ends every kernel in the registry of `folder`; resolves when they are gone. */
export async function endKernels(folder) {
  const pids = records(folder).map(({ pid }) => pid);
  for (const pid of pids) signal(pid, 'SIGTERM');
  const deadline = Date.now() + GRACE_MS;
  while (pids.some((pid) => signal(pid, 0)) && Date.now() < deadline) await sleep(50);
  for (const pid of pids) signal(pid, 'SIGKILL');
}

function records(folder) {
  let names;
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.kernel.json'));
  } catch {
    return []; // No kernel was ever started.
  }
  return names.flatMap((name) => {
    try {
      return [JSON.parse(readFileSync(path.join(folder, name), 'utf8'))];
    } catch {
      return []; // It ended in between.
    }
  });
}

/** Whether the process is there to take the signal. */
function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
