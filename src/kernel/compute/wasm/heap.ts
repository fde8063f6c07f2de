import type { TensorInfo } from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { WasmModule } from './wasmModule';

/** Sizes of a convolution as the C++ kernel takes them. NHWC image, [kh, kw, C, O] filter. */
export interface ConvSizes {
  batch: number;
  height: number;
  width: number;
  inChannels: number;
  filterHeight: number;
  filterWidth: number;
  outChannels: number;
  /** top, right, bottom, left; each >= 0 */
  pad: readonly [number, number, number, number];
  dilation: readonly [number, number];
}

/** A run of float32 on the wasm heap. */
export interface Floats {
  pointer: number;
  length: number;
}

const BYTES = 4;
// The backend numbers its tensors upwards from 1; ours come from the other end.
let nextId = 2 ** 31 - 1;

/**
 * Memory and convolution of the wasm backend, one level below TensorFlow.js: the convolution reads any address, so
 * overlapping and shifted views of one buffer cost nothing.
 */
export class Heap {
  readonly #module: WasmModule;
  readonly #conv2d: (...values: number[]) => number;
  readonly #avgPool: (...values: number[]) => number;

  constructor(readonly backend: BackendWasm) {
    this.#module = backend.wasm as unknown as WasmModule; // the shipped type lacks cwrap's and PThread's full types
    this.#conv2d = this.#module.cwrap('Conv2D', null, new Array<'number'>(19).fill('number'));
    this.#avgPool = this.#module.cwrap('AvgPool', null, new Array<'number'>(14).fill('number'));
  }

  /** Where a tensor's values are. */
  of(tensor: TensorInfo): Floats {
    const length = tensor.shape.reduce((product, n) => product * n, 1);
    return { pointer: this.backend.getMemoryOffset(tensor.dataId as object), length };
  }

  output(shape: number[]): TensorInfo {
    return this.backend.makeOutput(shape, 'float32');
  }

  /** The values as an array, valid until the next allocation: growing moves the heap. */
  array({ pointer, length }: Floats): Float32Array {
    return new Float32Array(this.#module.HEAPU8.buffer, pointer, length);
  }

  /** Gives `use` uninitialised memory, and takes it back. */
  scratch<T>(lengths: readonly number[], use: (...buffers: Floats[]) => T): T {
    const buffers: Floats[] = [];
    try {
      for (const length of lengths)
        buffers.push({ pointer: this.#module._malloc(length * BYTES) >>> 0, length });
      return use(...buffers);
    } finally {
      for (const { pointer } of buffers) this.#module._free(pointer);
    }
  }

  /** `length` floats of `buffer` from `start`. */
  view(buffer: Floats, start: number, length: number): Floats {
    return { pointer: buffer.pointer + start * BYTES, length };
  }

  /** Stride-1 convolution through XNNPACK. `use` may run it for several images with one packed filter. */
  withFilter<T>(
    filter: Floats,
    use: (conv2d: (image: Floats, sizes: ConvSizes, out: Floats) => void) => T,
  ): T {
    const filterId = this.#register(filter);
    try {
      return use((image, s, out) => {
        const imageId = this.#register(image);
        const outId = this.#register(out);
        const { batch, height, width, filterHeight, filterWidth, inChannels, outChannels, pad, dilation } = s;
        this.#conv2d(
          ...[
            imageId,
            batch,
            height,
            width,
            filterId,
            filterHeight,
            filterWidth,
            ...pad,
            0,
            ...dilation,
            1,
            1,
          ],
          ...[inChannels, outChannels, outId],
        );
        this.#forget(imageId);
        this.#forget(outId);
      });
    } finally {
      this.#forget(filterId);
    }
  }

  /** Means of `count` rows at a time: [batches * count, width] -> [batches, width]. */
  rowMeans(x: Floats, batches: number, count: number, width: number, out: Floats): void {
    const [xId, outId] = [this.#register(x), this.#register(out)];
    this.#avgPool(xId, batches, count, 1, count, 1, 0, 0, 0, 0, 1, 1, width, outId);
    this.#forget(xId);
    this.#forget(outId);
  }

  #register({ pointer, length }: Floats): number {
    const id = nextId--;
    this.#module.tfjs!.registerTensor!(id, length, pointer);
    return id;
  }

  #forget(id: number): void {
    this.#module.tfjs!.disposeData!(id);
  }
}
