import type { Examples } from '../onnx';

/** Smallest size of an image at which a program is traced: borders of two pixels must not meet. */
const SMALLEST = 4;

/**
 * Sizes at which a program is traced to find how its numbers depend on them. No two open sizes share one, so that
 * equal numbers mean equal sizes.
 * @param multiples what each size is a multiple of, where it is not 1
 */
export function examplesFor(
  shapes: readonly (readonly (number | string)[])[],
  multiples: Readonly<Record<string, number>>,
): Examples {
  const first = new Set(shapes.map(([size]) => size));
  const names = [...new Set(shapes.flat().filter((size) => typeof size === 'string'))];
  const wide = names.filter((name) => !first.has(name));
  const examples = names.map((name) => {
    const multiple = multiples[name] ?? 1;
    // Batches are kept small; they cost as much as everything else together.
    const unit = first.has(name) ? multiple : multiple * Math.ceil(SMALLEST / multiple);
    const from = 2 + 3 * Math.max(0, wide.indexOf(name));
    return [name, [from * unit, (from + 1) * unit, (from + 2) * unit]] as const;
  });
  return Object.fromEntries(examples);
}
