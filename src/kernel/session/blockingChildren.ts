import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { guard, whileChildBlocks } from './interrupt';

const BLOCKING = ['execSync', 'execFileSync', 'spawnSync'] as const;

/** Lets an interrupt reach a child process that the main thread waits for: while it waits, no code of ours runs. */
export function watchBlockingChildren(): void {
  for (const name of BLOCKING) {
    const original: (...parameters: never[]) => unknown = childProcess[name];
    const watched = (...parameters: never[]): unknown => {
      try {
        return whileChildBlocks(() => {
          guard();
          return original(...parameters);
        });
      } finally {
        guard();
      }
    };
    Object.assign(childProcess, { [name]: watched });
  }
  syncBuiltinESMExports();
}
