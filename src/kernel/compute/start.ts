import { cpuCandidate } from './candidates/cpu';
import { tensorflowCandidate } from './candidates/tensorflow';
import { wasmCandidate } from './candidates/wasm';
import { webgpuCandidate } from './candidates/webgpu';
import { BACKENDS, type BackendName, type ComputeChoice, chooseBackend } from './choice';
import { registerGradients } from './ops/gradients';
import { selfTest } from './selfTest';
import { threadsToUse } from './wasm/start';

export interface ComputeOptions {
  /** `auto` (default) takes the best that works; the environment's BMDSRNET_BACKEND says what `auto` means. */
  backend?: BackendName | 'auto';
  /** Threads of the wasm backend, 1 to 8; default BMDSRNET_THREADS, else the number of cores. One thread gives the same bits every time. */
  threads?: number;
}

let started: Promise<ComputeChoice> | undefined;

/**
 * Chooses a TensorFlow.js backend in this process and makes it current. Later calls return the same choice,
 * unless the first one failed.
 * @throws Error when a backend that was asked for does not work, or none does
 */
export function startCompute(options: ComputeOptions = {}): Promise<ComputeChoice> {
  started ??= start(options).catch((error: unknown) => {
    started = undefined;
    throw error;
  });
  return started;
}

async function start(options: ComputeOptions): Promise<ComputeChoice> {
  registerGradients();
  const threads = threadsToUse(options.threads ?? fromEnvironment('BMDSRNET_THREADS', Number));
  const requested =
    options.backend && options.backend !== 'auto'
      ? options.backend
      : fromEnvironment('BMDSRNET_BACKEND', backendName);
  const candidates = [tensorflowCandidate, webgpuCandidate, wasmCandidate(threads), cpuCandidate];
  return chooseBackend(candidates, requested ?? 'auto', selfTest);
}

function fromEnvironment<T>(name: string, parse: (text: string) => T): T | undefined {
  const text = process.env[name];
  return text ? parse(text) : undefined;
}

function backendName(text: string): BackendName | 'auto' {
  const known = ['auto', ...BACKENDS] as const;
  const name = known.find((one) => one === text);
  if (!name) throw new Error(`BMDSRNET_BACKEND is '${text}', which is none of ${known.join(', ')}.`);
  return name;
}
