import { modelCard } from '../../networks';
import type { Method } from './method';

/** What a method costs for an LR image of a size; null where it is not known. */
export interface Cost {
  /** Learned numbers. */
  parameters: number | null;
  /** Multiply-adds for one image; FLOPs are twice as many. */
  multiplyAdds: number | null;
}

export function costOf(method: Method, { width, height }: { width: number; height: number }): Cost {
  if ('network' in method) {
    const card = modelCard(method.network, { width, height, withoutReceptiveField: true });
    return { parameters: card.parameters, multiplyAdds: card.multiplyAdds };
  }
  return { parameters: 'upsample' in method ? (method.parameters ?? null) : null, multiplyAdds: null };
}
