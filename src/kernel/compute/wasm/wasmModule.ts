/** The part of an Emscripten module of tfjs-backend-wasm that we use. */
export interface WasmModule {
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  cwrap(name: string, result: 'number' | null, parameters: 'number'[]): (...values: number[]) => number;
  PThread?: { unusedWorkers: ThreadHandle[]; runningWorkers: ThreadHandle[]; terminateAllThreads(): void };
  tfjs?: Record<string, (...values: number[]) => number>;
}

interface ThreadHandle {
  unref(): void;
  terminate(): Promise<number>;
}
