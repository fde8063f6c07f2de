import * as tf from '@tensorflow/tfjs';
import { BackendWasm, setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import type { Started } from '../choice';
import { registerKernels } from './kernels';
import { loadModule, releaseThreads } from './module';
import type { WasmModule } from './wasmModule';

/** The C++ side has a pool of eight workers. */
const MOST_THREADS = 8;

/**
 * Starts the wasm backend with our gradient kernels and makes it current; one thread where several do not start.
 * @param wanted more than 8 count as 8
 */
export async function startWasm(wanted: number): Promise<Started> {
  const threads = Math.min(wanted, MOST_THREADS);
  if (threads > 1) {
    try {
      const count = await startWith(threads);
      return { detail: 'embedded SIMD build, works everywhere', threads: count };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await startWith(1);
      return { detail: `embedded SIMD build, one thread because ${why}`, threads: 1 };
    }
  }
  await startWith(1);
  return { detail: 'embedded SIMD build, works everywhere', threads: 1 };
}

/** Bytes that the wasm heap holds; it grows when needed and never shrinks. Undefined on another backend. */
export function wasmHeapBytes(): number | undefined {
  const backend = tf.backend();
  return backend instanceof BackendWasm ? moduleOf(backend).HEAPU8.length : undefined;
}

let threadsInUse = 1;

/** Threads of the wasm backend; undefined on another backend. */
export function wasmThreads(): number | undefined {
  return tf.getBackend() === 'wasm' ? threadsInUse : undefined;
}

async function startWith(threads: number): Promise<number> {
  const module = await loadModule(threads);
  setThreadsCount(threads);
  const backend = new BackendWasm(module as unknown as BackendWasm['wasm']); // see moduleOf
  releaseThreads(module);
  tf.removeBackend('wasm');
  registerKernels();
  tf.registerBackend('wasm', () => backend);
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js did not take the wasm backend');
  threadsInUse = threads > 1 ? module.tfjs!.getThreadsCount!() : 1;
  return threadsInUse;
}

/** The shipped type of the module leaves out most of it. */
const moduleOf = (backend: BackendWasm): WasmModule => backend.wasm as unknown as WasmModule;
