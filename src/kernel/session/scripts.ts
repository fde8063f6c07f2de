import type { PositionMap } from './positions';

/** A text that runs in this process and that errors are reported in. */
export interface Script {
  /** `Cell [3]`, or the path of a module file. */
  label: string;
  /** Number of the cell; undefined for a module file. */
  cell?: { id: number; executionCount: number };
  source: string;
  positions: PositionMap;
}

const CELL_SCHEME = 'bmdsrnet-cell:';
const scripts = new Map<string, Script>();

export const cellUrl = (id: number): string => `${CELL_SCHEME}${id}`;

/** Makes a script known under the URL that V8 reports in stack frames. */
export const registerScript = (url: string, script: Script): void => void scripts.set(url, script);

export const scriptAt = (url: string): Script | undefined => scripts.get(url);
