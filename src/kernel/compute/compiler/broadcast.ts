import type { Shape } from './node';

/** The shape of an elementwise operation over tensors of these shapes. The shapes are known to fit. */
export function broadcast(shapes: readonly Shape[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) => {
    const sizes = shapes.map((shape) => shape[shape.length - rank + i] ?? 1);
    return sizes.find((size) => size !== 1) ?? 1;
  });
}
