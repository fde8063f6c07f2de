import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import type { Candidate } from '../choice';

const require = createRequire(__filename);
const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

/** libtensorflow through tfjs-node-gpu (CUDA 11) or tfjs-node, where one was installed with its binary. */
export const tensorflowCandidate: Candidate = {
  name: 'tensorflow',
  advice:
    'It needs @tensorflow/tfjs-node-gpu (NVIDIA with CUDA 11.2 and cuDNN 8.1) or @tensorflow/tfjs-node, installed where ' +
    'their libtensorflow download is reachable: npm install @tensorflow/tfjs-node.',
  start: async () => {
    restoreRemovedUtilities();
    const failures: string[] = [];
    for (const name of PACKAGES) {
      try {
        if (name.endsWith('-gpu') && !hasNvidiaDevice()) throw new Error('no NVIDIA device');
        require(resolveInstalled(name));
        if (!(await tf.setBackend('tensorflow'))) throw new Error('it did not start');
        return { detail: `${name}, libtensorflow`, threads: 1 };
      } catch (error) {
        failures.push(`${name}: ${whyNotLoaded(error)}`);
      }
    }
    throw new Error(failures.join(', '));
  },
  stop: () => {
    if (tf.findBackendFactory('tensorflow')) tf.removeBackend('tensorflow');
  },
};

/** Ours, or one that the user installed beside the notebook (the working directory). */
function resolveInstalled(name: string): string {
  return require.resolve(name, { paths: [path.dirname(__filename), process.cwd()] });
}

function whyNotLoaded(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'MODULE_NOT_FOUND') return 'not installed';
  if (/native addon|could not be found|Cannot find module|napi|\.node/i.test(message))
    return 'installed without its native binary';
  return message.trim().split('\n')[0]!;
}

function hasNvidiaDevice(): boolean {
  const driver =
    process.platform === 'win32'
      ? path.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'nvcuda.dll')
      : '/dev/nvidiactl';
  return existsSync(driver);
}

/** tfjs-node 4.22 calls functions that Node 23 took out of `util`. */
function restoreRemovedUtilities(): void {
  const legacy = util as unknown as Record<string, unknown>; // the removed members are not in its type
  legacy.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  legacy.isArray ??= Array.isArray;
}
