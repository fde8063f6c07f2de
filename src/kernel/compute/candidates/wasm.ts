import * as tf from '@tensorflow/tfjs';
import type { Candidate } from '../choice';
import { startWasm } from '../wasm/start';

/** TensorFlow.js' SIMD build with our gradients: the embedded default. */
export const wasmCandidate = (threads: number): Candidate => ({
  name: 'wasm',
  advice: 'Reinstall the packages (npm ci); the wasm backend needs Node 20 or later on any 64-bit machine.',
  start: () => startWasm(threads),
  stop: () => {
    if (tf.findBackend('wasm')) tf.removeBackend('wasm');
  },
});
