import type * as tf from '@tensorflow/tfjs';
import { cast, gather, indices, matmul, reshape } from '../../build';
import type { GraphNode } from '../../node';
import { constantNode, full } from '../constants';
import { lower } from '../lowering';

type Kind = 'bilinear' | 'nearest';

/**
 * Resizing is linear and separable: a product with one matrix a direction. The gradient is the product with the
 * transposed matrices, so it is right with half-pixel centres too, where TensorFlow.js ignores them. In a product NaN or an
 * infinity reaches its whole row and column, as 0 NaN is NaN, so that a spoilt pixel spoils more than its neighbours; nearest
 * pixels are gathered instead.
 */
export function registerResize(): void {
  const kernels = [
    ['ResizeBilinear', 'bilinear'],
    ['ResizeNearestNeighbor', 'nearest'],
  ] as const;
  for (const [kernel, kind] of kernels) {
    lower<tf.ResizeBilinearAttrs>(
      kernel,
      ({ images }, { size: [height, width], alignCorners, halfPixelCenters }) => {
        const [n, h, w, c] = images!.shape as [number, number, number, number];
        if (height * width === 0) return full(0, [n, height, width, c]);
        if (kind === 'nearest') {
          const rows = nearest(h, height, alignCorners, halfPixelCenters);
          const columns = nearest(w, width, alignCorners, halfPixelCenters);
          return cast(gather(gather(images!, indices(rows), 1), indices(columns), 2), 'float32');
        }
        const image = cast(images!, 'float32');
        const rows = matrix(kind, h, height, alignCorners, halfPixelCenters);
        return resize(image, rows, matrix(kind, w, width, alignCorners, halfPixelCenters), false);
      },
    );
    lower<tf.ResizeBilinearAttrs>(`${kernel}Grad`, ({ images, dy }, { alignCorners, halfPixelCenters }) => {
      const [, h, w] = images!.shape as [number, number, number];
      const [, height, width] = dy!.shape as [number, number, number];
      const rows = matrix(kind, h, height, alignCorners, halfPixelCenters);
      return resize(dy!, rows, matrix(kind, w, width, alignCorners, halfPixelCenters), true);
    });
  }
}

function resize(x: GraphNode, rows: GraphNode, columns: GraphNode, transposed: boolean): GraphNode {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const out = (matrix: GraphNode): number => matrix.shape[transposed ? 1 : 0]!;
  const tall = matmul(rows, reshape(x, [n, h, w * c]), transposed);
  const wide = matmul(columns, reshape(tall, [n * out(rows), w, c]), transposed);
  return reshape(wide, [n, out(rows), out(columns), c]);
}

/** [to, from]: what each output position takes from each input position. */
function matrix(kind: Kind, from: number, to: number, alignCorners: boolean, halfPixel: boolean): GraphNode {
  const values = new Float32Array(to * from);
  if (kind === 'nearest') {
    for (const [o, place] of nearest(from, to, alignCorners, halfPixel).entries())
      values[o * from + place] = 1;
    return constantNode(values, [to, from], 'float32');
  }
  const scale = stepBetween(from, to, alignCorners);
  for (let o = 0; o < to; o++) {
    const place = Math.max(0, halfPixel ? (o + 0.5) * scale - 0.5 : o * scale);
    const low = Math.min(from - 1, Math.floor(place));
    const high = Math.min(from - 1, Math.ceil(place));
    values[o * from + low]! += 1 - (place - Math.floor(place));
    values[o * from + high]! += place - Math.floor(place);
  }
  return constantNode(values, [to, from], 'float32');
}

/** The input position that each output position takes. */
function nearest(from: number, to: number, alignCorners: boolean, halfPixel: boolean): number[] {
  const scale = stepBetween(from, to, alignCorners);
  return Array.from({ length: to }, (_, o) => {
    const place = halfPixel ? Math.floor((o + 0.5) * scale) : o * scale;
    return Math.min(from - 1, alignCorners ? Math.round(place) : Math.floor(place));
  });
}

/** Input positions an output position. */
const stepBetween = (from: number, to: number, alignCorners: boolean): number =>
  alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
