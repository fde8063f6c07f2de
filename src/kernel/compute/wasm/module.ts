import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { removingNewListeners } from './emscriptenListeners';
import { guardMalloc } from './mallocGuard';
import { pthreadWorkerUrl } from './pthreadWorker';
import type { WasmModule } from './wasmModule';

type Factory = (options: Record<string, unknown>) => Promise<WasmModule>;

const require = createRequire(__filename);
const START_LIMIT_MS = 15_000;

/**
 * Starts one instance of the shipped SIMD module. The package's own loader never starts threads in Node, so we
 * call the Emscripten factory ourselves.
 * @param threads 1 loads the single-threaded build
 * @throws Error where the module or its threads do not start
 */
export async function loadModule(threads: number): Promise<WasmModule> {
  const folder = path.join(
    path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')),
    'wasm-out',
  );
  const script = path.join(
    folder,
    threads > 1 ? 'tfjs-backend-wasm-threaded-simd.js' : 'tfjs-backend-wasm.js',
  );
  const binary = path.join(
    folder,
    threads > 1 ? 'tfjs-backend-wasm-threaded-simd.wasm' : 'tfjs-backend-wasm-simd.wasm',
  );
  const factory: Factory = require(script);
  const options = {
    locateFile: (file: string) => (file.endsWith('.worker.js') ? pthreadWorkerUrl(folder) : binary),
    mainScriptUrlOrBlob: script,
  };
  const module = await removingNewListeners(() => showingCores(threads, () => withinTime(factory(options))));
  guardMalloc(module);
  module.tfjs = tfjsBindings(module);
  return module;
}

/** While C++ statics run, shows as many logical cores as make it use `threads` threads: half of them, at most 8. */
async function showingCores<T>(threads: number, start: () => Promise<T>): Promise<T> {
  const { cpus } = os;
  const [first] = cpus();
  os.cpus = () => new Array(2 * threads).fill(first);
  try {
    return await start();
  } finally {
    os.cpus = cpus;
  }
}

/** Threads neither keep the process alive nor stay when the pool of eight has more than are used. */
export function releaseThreads({ PThread }: WasmModule): void {
  if (!PThread) return;
  for (const worker of PThread.runningWorkers) worker.unref();
  for (const worker of PThread.unusedWorkers.splice(0)) void worker.terminate();
}

function tfjsBindings(module: WasmModule): NonNullable<WasmModule['tfjs']> {
  const bind = (name: string, parameters: number, result: 'number' | null = null) =>
    module.cwrap(name, result, new Array<'number'>(parameters).fill('number'));
  return {
    init: bind('init', 0),
    initWithThreadsCount: bind('init_with_threads_count', 1),
    getThreadsCount: bind('get_threads_count', 0, 'number'),
    registerTensor: bind('register_tensor', 3),
    disposeData: bind('dispose_data', 1),
    dispose: bind('dispose', 0),
  };
}

function withinTime<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('its threads did not start in time')), START_LIMIT_MS);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
