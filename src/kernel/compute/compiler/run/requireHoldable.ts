import { type Shape, sizeOf } from '../node';

/** Elements of the longest array that V8 makes. */
const MOST_VALUES = 2 ** 32 - 1;

/** @throws Error that says that memory is short, where no array of JavaScript can hold the values */
export function requireHoldable(shape: Shape): void {
  if (sizeOf(shape) > MOST_VALUES)
    throw new Error(
      `A result [${shape}] (${sizeOf(shape)} values) cannot be held. Memory is short: take a smaller batch, patch or tile.`,
    );
}
