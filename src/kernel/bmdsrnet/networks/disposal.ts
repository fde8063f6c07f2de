import { freeing } from '../freeing';
import type { RestorationNetwork } from '../types';

type Free = (network: RestorationNetwork) => void | Promise<void>;

const endings = new WeakMap<RestorationNetwork, Set<Free>>();

/** What else is to be freed when a network is disposed, such as the graphs that were compiled of it; each once. */
export function atDisposal(network: RestorationNetwork, free: Free): void {
  const known = endings.get(network);
  if (known) known.add(free);
  else endings.set(network, new Set([free]));
}

/** For the `dispose` of a network: frees what others made of it. */
export function endOf(network: RestorationNetwork): void {
  const all = endings.get(network) ?? [];
  endings.delete(network);
  for (const free of all) void freeing(`What was made of ${network.name}`, () => free(network));
}
