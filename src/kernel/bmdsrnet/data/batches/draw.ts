import { createRandom, type Random } from '../../random';

/**
 * What is drawn for image `n` of batch `step`: it depends on the seed and these two only, so that batches are the
 * same in whatever order, thread or process they are made.
 */
export interface Draws {
  /** Of the samples in the set. */
  indices(step: number): number[];
}

/** Every sample once an epoch, in a new order each epoch. */
export function epochDraws(seed: number, length: number, batch: number): Draws {
  const orders = new Map<number, Int32Array>();
  const order = (epoch: number): Int32Array => {
    let found = orders.get(epoch);
    if (!found) {
      found = shuffled(length, createRandom(seed).fork(1, epoch));
      // A batch and those prefetched after it lie in two epochs at most, unless epochs are tiny.
      if (orders.size > 3) orders.clear();
      orders.set(epoch, found);
    }
    return found;
  };
  return {
    indices: (step) =>
      Array.from({ length: batch }, (_, n) => {
        const position = step * batch + n;
        return order(Math.floor(position / length))[position % length]!;
      }),
  };
}

/** The stream from which place and symmetry of an image are drawn. */
export function viewRandom(seed: number, step: number, n: number): Random {
  return createRandom(seed).fork(2, step, n);
}

/** Fisher and Yates. */
function shuffled(length: number, random: Random): Int32Array {
  const order = Int32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
