import { physicalCores } from './physicalCores';

let chosen: number | undefined;

/**
 * Says how many threads this process computes with; without a number it is BMDSRNET_THREADS, else one a physical core,
 * since a second thread on a core gains nothing here.
 * @throws RangeError when the number is not whole or less than 1
 */
export function chooseThreads(asked: number | undefined): number {
  const threads = asked ?? fromEnvironment() ?? physicalCores();
  if (!Number.isInteger(threads) || threads < 1)
    throw new RangeError(
      `threads must be a whole number from 1, not ${asked ?? process.env.BMDSRNET_THREADS}: set BMDSRNET_THREADS so.`,
    );
  chosen = threads;
  return threads;
}

/** Threads of compiled graphs: what was chosen, and where nothing was, what is chosen without a number. */
export const threadsToUse = (): number => chosen ?? chooseThreads(undefined);

function fromEnvironment(): number | undefined {
  const text = process.env.BMDSRNET_THREADS;
  return text ? Number(text) : undefined;
}
