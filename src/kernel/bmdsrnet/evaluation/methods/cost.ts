import type { RestorationNetwork } from '../../types';
import type { Method } from './method';

/** Learned numbers of a method; null where they are not known. */
export function parametersOf(method: Method): number | null {
  if ('network' in method) return countParameters(method.network);
  return 'upsample' in method ? (method.parameters ?? null) : null;
}

function countParameters({ variables }: RestorationNetwork): number {
  return variables.reduce((sum, { size }) => sum + size, 0);
}
