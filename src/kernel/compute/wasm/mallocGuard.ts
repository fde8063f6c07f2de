import * as tf from '@tensorflow/tfjs';
import type { WasmModule } from './wasmModule';

const GIB = 2 ** 30;
/** From here on, an allocation must leave room for what XNNPACK allocates unseen (packed weights, indirections). */
const NEARLY_FULL = 3.5 * GIB;
const RESERVE = 128 * 2 ** 20;

/**
 * Makes `_malloc` throw where it would return 0: tfjs does not look, and would write the tensor at address 0, over
 * others. The heap of 4 GiB never shrinks, but what was freed is used again.
 */
export function guardMalloc(module: WasmModule): void {
  // The first call of Emscripten's lazy stub overwrites `_malloc`, so it must come before ours.
  module._free(module._malloc(4));
  const malloc = module._malloc;
  const hasReserve = (): boolean => {
    if (module.HEAPU8.length < NEARLY_FULL) return true;
    const reserve = malloc(RESERVE);
    if (reserve) module._free(reserve);
    return reserve !== 0;
  };
  module._malloc = (bytes) => {
    const pointer = malloc(bytes);
    if (bytes === 0 || (pointer && (bytes < RESERVE / 64 || hasReserve()))) return pointer;
    if (pointer) module._free(pointer);
    throw new RangeError(outOfMemory(bytes, module.HEAPU8.length));
  };
}

function outOfMemory(bytes: number, heap: number): string {
  const mib = (n: number): string => `${(n / 2 ** 20).toFixed(1)} MiB`;
  const { numTensors, numBytes } = tf.memory();
  return (
    `Out of memory in the wasm backend: ${mib(bytes)} more were needed, while ${numTensors} tensors hold ${mib(numBytes)} ` +
    `of a heap of ${mib(heap)} that can't grow past 4096 MiB. Dispose tensors you no longer need (tf.tidy, dispose), ` +
    'use a smaller batch or patch, or restore the image in tiles.'
  );
}
