import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';

const TOPOLOGY = '/sys/devices/system/cpu';

/** Cores this process may use, hyperthreads counted once where the system tells (Linux). */
export function physicalCores(): number {
  const usable = os.availableParallelism();
  try {
    const cpus = readdirSync(TOPOLOGY).filter((name) => /^cpu\d+$/.test(name));
    const cores = new Set(
      cpus.map((cpu) => readFileSync(`${TOPOLOGY}/${cpu}/topology/thread_siblings_list`, 'utf8')),
    );
    return Math.max(1, Math.min(cores.size, usable));
  } catch {
    return usable; // another system, or a container that hides the topology
  }
}
