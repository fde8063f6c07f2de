import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Loader } from 'esbuild';
import { instrumentModule } from './instrument';
import { PositionMap } from './positions';
import { registerScript } from './scripts';
import { fromAcorn, lower } from './transpile';

const LOADERS: Record<string, Loader> = { '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.tsx': 'tsx' };

/** Reads a module file and compiles it to JavaScript of Node 20 that can be interrupted. @throws CellSyntaxError */
export async function compileModuleFile(file: string, source: string): Promise<string> {
  const loader = LOADERS[path.extname(file)] ?? 'js';
  const lowered = await lower(source, { loader, tsconfigRaw: {} }, file);
  try {
    const { code, map } = instrumentModule(lowered.code);
    registerScript(file, { label: file, source, positions: new PositionMap([map, ...lowered.maps]) });
    return code;
  } catch (error) {
    throw fromAcorn(error, source, lowered, file);
  }
}

export const readText = (file: string): string => readFileSync(file, 'utf8');

/** A `.cjs` file, or a `.js` file that is written as CommonJS: Node's own `require` runs it. */
export function isCommonJs(file: string, source: string): boolean {
  if (path.extname(file) === '.cjs') return true;
  if (path.extname(file) !== '.js' || /^\s*(import|export)\b/m.test(source)) return false;
  return /\b(module\.exports|exports\.\w|require\()/.test(source);
}
