import { physicalCores } from '../wasm/physicalCores';

/** Threads with which onnxruntime computes unless told otherwise: BMDSRNET_THREADS, else one a physical core. */
export function sessionThreads(): number {
  return Number(process.env.BMDSRNET_THREADS) || physicalCores();
}
