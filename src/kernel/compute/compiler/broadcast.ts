import type { Shape } from './node';
import { CompileError } from './trace/error';

/**
 * The shape of an elementwise operation over tensors of these shapes.
 * @throws CompileError where they do not fit
 */
export function broadcast(shapes: readonly Shape[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) => {
    const sizes = shapes.map((shape) => shape[shape.length - rank + i] ?? 1);
    const size = sizes.find((one) => one !== 1) ?? 1;
    if (sizes.some((one) => one !== 1 && one !== size))
      throw new CompileError(
        `Shapes ${shapes.map((shape) => `[${shape}]`).join(' and ')} do not fit: counted from the last, sizes have to be ` +
          'equal or 1.',
      );
    return size;
  });
}
