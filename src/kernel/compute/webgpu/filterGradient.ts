import type * as tf from '@tensorflow/tfjs';
import { integerUniforms, type WebGPUBackend, type WebGPUProgram } from './program';

/** Threads of a workgroup, as a square. */
const SIDE = 16;
/** Filter rows (tap and input channel) of a workgroup's tile. */
const ROWS = 64;
/** Positions that a workgroup holds in shared memory at a time. */
const DEPTH = 16;
/** Workgroups that keep a large GPU busy. */
const WORKGROUPS = 1024;
/** Positions that are worth a workgroup of their own. */
const LEAST_POSITIONS = 256;

/**
 * Gradient of a convolution with respect to its filter, [kh, kw, c, o], as a matrix product over all output positions:
 * dw[tap and c, o] = sum of x[position + tap, c] dy[position, o]. Tiles of it go through shared memory, and the positions
 * are split among workgroups, because filters are small and images large; a second pass sums the parts.
 *
 * @param x images [n, h, w, c]
 * @param dy [n, oh, ow, o]
 */
export function filterGradient(
  backend: WebGPUBackend,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo {
  const { filterHeight, filterWidth, inChannels, outChannels, outHeight, outWidth, padInfo } = info;
  const rows = filterHeight * filterWidth * inChannels;
  const positions = info.batchSize * outHeight * outWidth;
  // Narrow tiles where there are few output channels.
  const columnsEach = outChannels <= SIDE ? 1 : outChannels <= 2 * SIDE ? 2 : 4;
  const tiles = [Math.ceil(outChannels / (SIDE * columnsEach)), Math.ceil(rows / ROWS)] as const;
  const most = Math.ceil(WORKGROUPS / (tiles[0] * tiles[1]));
  const wanted = Math.max(1, Math.min(Math.ceil(positions / LEAST_POSITIONS), most));
  const each = Math.ceil(Math.ceil(positions / wanted) / DEPTH) * DEPTH;
  const parts = Math.ceil(positions / each);
  const { declaration, data } = integerUniforms({
    rows,
    positions,
    each,
    columns: outChannels,
    filterWidth,
    channels: inChannels,
    outHeight,
    outWidth,
    height: info.inHeight,
    width: info.inWidth,
    top: padInfo.top,
    left: padInfo.left,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
  });
  const product: WebGPUProgram = {
    variableNames: ['x', 'dy'],
    outputShape: [parts, rows * outChannels],
    workgroupSize: [SIDE, SIDE, 1],
    dispatchLayout: { x: [0], y: [1] },
    dispatch: [tiles[0], tiles[1], parts],
    uniforms: declaration,
    shaderKey: `bmdsrnetFilterGradient${columnsEach}`,
    getUserCode: () => productCode(columnsEach),
  };
  const partial = backend.runWebGPUProgram(product, [x, dy], 'float32', data);
  const sum = parts === 1 ? partial : sumOfParts(backend, partial, rows * outChannels);
  return { ...sum, shape: info.filterShape };
}

/** One part's tile: each of the 256 threads holds 4 rows of `columnsEach` columns. */
const productCode = (columnsEach: number): string => `
  const COLUMNS = ${SIDE * columnsEach};
  var<workgroup> xs : array<array<f32, ${ROWS}>, ${DEPTH}>;
  var<workgroup> dys : array<array<f32, COLUMNS>, ${DEPTH}>;

  // The image value that a row of the filter meets at an output position.
  fn seen(position : i32, row : i32) -> f32 {
    let tap = row / uniforms.channels;
    let line = position / uniforms.outWidth;
    let y = (line % uniforms.outHeight) * uniforms.strideY + tap / uniforms.filterWidth - uniforms.top;
    let x0 = (position % uniforms.outWidth) * uniforms.strideX + tap % uniforms.filterWidth - uniforms.left;
    if (y < 0 || y >= uniforms.height || x0 < 0 || x0 >= uniforms.width) { return 0.0; }
    let image = line / uniforms.outHeight;
    return x[((image * uniforms.height + y) * uniforms.width + x0) * uniforms.channels + row % uniforms.channels];
  }

  fn main() {
    let thread = i32(localIndex);
    let row0 = i32(workgroupId.y) * ${ROWS};
    let column0 = i32(workgroupId.x) * COLUMNS;
    let first = i32(workgroupId.z) * uniforms.each;
    let end = min(uniforms.positions, first + uniforms.each);
    let myRow = (thread / ${SIDE}) * 4;
    let myColumn = (thread % ${SIDE}) * ${columnsEach};
    var sums : array<array<f32, ${columnsEach}>, 4>;
    // The bound is a uniform, so that all threads meet at the barriers.
    for (var slab = 0; slab < uniforms.each; slab += ${DEPTH}) {
      for (var i = thread; i < ${DEPTH * ROWS}; i += ${SIDE * SIDE}) {
        let position = first + slab + i / ${ROWS};
        let row = row0 + i % ${ROWS};
        var value = 0.0;
        if (position < end && row < uniforms.rows) { value = seen(position, row); }
        xs[i / ${ROWS}][i % ${ROWS}] = value;
      }
      for (var i = thread; i < ${DEPTH} * COLUMNS; i += ${SIDE * SIDE}) {
        let position = first + slab + i / COLUMNS;
        let column = column0 + i % COLUMNS;
        var value = 0.0;
        if (position < end && column < uniforms.columns) { value = dy[position * uniforms.columns + column]; }
        dys[i / COLUMNS][i % COLUMNS] = value;
      }
      workgroupBarrier();
      for (var k = 0; k < ${DEPTH}; k++) {
        for (var i = 0; i < 4; i++) {
          let value = xs[k][myRow + i];
          for (var j = 0; j < ${columnsEach}; j++) { sums[i][j] = fma(value, dys[k][myColumn + j], sums[i][j]); }
        }
      }
      workgroupBarrier();
    }
    for (var i = 0; i < 4; i++) {
      for (var j = 0; j < ${columnsEach}; j++) {
        let row = row0 + myRow + i;
        let column = column0 + myColumn + j;
        if (row < uniforms.rows && column < uniforms.columns) {
          result[(i32(workgroupId.z) * uniforms.rows + row) * uniforms.columns + column] = sums[i][j];
        }
      }
    }
  }`;

/** Sums [parts, size] over its parts, and frees it. */
function sumOfParts(backend: WebGPUBackend, partial: tf.TensorInfo, size: number): tf.TensorInfo {
  const { declaration, data } = integerUniforms({ parts: partial.shape[0]!, count: size });
  const program: WebGPUProgram = {
    variableNames: ['x'],
    outputShape: [size],
    workgroupSize: [64, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil(size / 64), 1, 1],
    uniforms: declaration,
    shaderKey: 'bmdsrnetSumOfParts',
    getUserCode: () => `
      fn main(index : i32) {
        if (index >= uniforms.count) { return; }
        var sum = 0.0;
        for (var part = 0; part < uniforms.parts; part++) { sum += x[part * uniforms.count + index]; }
        result[index] = sum;
      }`,
  };
  const sum = backend.runWebGPUProgram(program, [partial], 'float32', data);
  backend.disposeData(partial.dataId);
  return sum;
}
