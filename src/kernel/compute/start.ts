import { cpuCandidate } from './candidates/cpu';
import { tensorflowCandidate } from './candidates/tensorflow';
import { wasmCandidate } from './candidates/wasm';
import { webgpuCandidate } from './candidates/webgpu';
import { BACKENDS, type BackendName, type ComputeChoice, chooseBackend } from './choice';
import { execution } from './execution';
import { chooseProvider } from './onnx';
import { registerGradients } from './ops/gradients';
import { selfTest } from './selfTest';
import { chooseThreads } from './threads';

export interface ComputeOptions {
  /** `auto` (default) takes the best that works; the environment's BMDSRNET_BACKEND says what `auto` means. */
  backend?: BackendName | 'auto';
  /**
   * Threads that compute, 8 at most in the wasm backend; default BMDSRNET_THREADS, else the number of cores. One thread
   * gives the same bits every time.
   */
  threads?: number;
  /**
   * Execution provider of compiled graphs, such as `cuda` or `webgpu`, where the installed onnxruntime-node has it and its
   * self-test passes; else `cpu`, and `rejected` says why. Default BMDSRNET_PROVIDER, else `cpu`.
   */
  provider?: string;
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
  const threads = chooseThreads(options.threads);
  const requested =
    options.backend && options.backend !== 'auto'
      ? options.backend
      : backendName(process.env.BMDSRNET_BACKEND);
  const candidates = [tensorflowCandidate, webgpuCandidate, wasmCandidate(threads), cpuCandidate];
  const choice = await chooseBackend(candidates, requested, selfTest);
  const provider = options.provider ?? (process.env.BMDSRNET_PROVIDER || 'cpu');
  const refused = provider === 'cpu' ? undefined : await chooseProvider(provider);
  if (refused) choice.rejected.push({ backend: `provider ${provider}`, reason: refused });
  return { ...choice, execution: execution() };
}

function backendName(text = 'auto'): BackendName | 'auto' {
  const known = ['auto', ...BACKENDS] as const;
  const name = known.find((one) => one === (text || 'auto'));
  if (!name) throw new Error(`BMDSRNET_BACKEND is '${text}', which is none of ${known.join(', ')}.`);
  return name;
}
