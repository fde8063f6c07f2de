import type { Message, TransformOptions } from 'esbuild';
import { instrumentCell } from './instrument';
import { PositionMap, positionAt } from './positions';
import { CellSyntaxError } from './syntaxError';
import { parseModule } from './syntaxTree';

/** A cell made ready for evaluation. */
export interface CompiledCell {
  source: string;
  code: string;
  positions: PositionMap;
}

const OPTIONS: TransformOptions = {
  loader: 'ts',
  target: 'node20',
  sourcemap: 'external',
  logLevel: 'silent',
  supported: { 'import-attributes': true },
  // An import that only a later cell uses must stay, so imports are kept as they are written.
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: true } },
};

const CACHED = 256;
const cache = new Map<string, Promise<CompiledCell>>();

/**
 * TypeScript of a cell to code for `evaluate`: types removed; enums, namespaces, decorators and `using` lowered
 * for Node 20; imports, declarations and loops rewritten.
 * @throws CellSyntaxError with the position in the cell.
 */
export function compileCell(source: string): Promise<CompiledCell> {
  const known = cache.get(source);
  if (known) return known;
  const compiled = compile(source);
  cache.set(source, compiled);
  compiled.catch(() => cache.delete(source));
  if (cache.size > CACHED) cache.delete(cache.keys().next().value!);
  return compiled;
}

async function compile(source: string): Promise<CompiledCell> {
  if (/^\s*\{.*\}\s*$/s.test(source)) {
    // As in every REPL, a cell that is one object literal is that object, not a block with labels.
    const literal = await compileText(`(${source}\n)`).catch(() => undefined);
    if (literal) return { source, code: literal.code, positions: new Unparenthesised(literal.maps) };
  }
  const { code, maps } = await compileText(source);
  return { source, code, positions: new PositionMap(maps) };
}

/** Positions in a text that was put into parentheses. */
class Unparenthesised extends PositionMap {
  override toSource(position: Parameters<PositionMap['toSource']>[0]) {
    const at = super.toSource(position);
    return at?.line === 1 ? { line: 1, column: Math.max(0, at.column - 1) } : at;
  }
}

interface Lowered {
  code: string;
  maps: (() => string)[];
}

async function compileText(text: string): Promise<Lowered> {
  const lowered = isPlainJavaScript(text) ? { code: text, maps: [] } : await lower(text);
  try {
    const { code, map } = instrumentCell(lowered.code);
    return { code, maps: [map, ...lowered.maps] };
  } catch (error) {
    throw fromAcorn(error, text, lowered);
  }
}

/** TypeScript to JavaScript of Node 20. `file` names a module file in errors. @throws CellSyntaxError */
export async function lower(text: string, options: TransformOptions = {}, file?: string): Promise<Lowered> {
  try {
    const { code, map } = await transform(text, { ...OPTIONS, ...options });
    return { code, maps: [() => map] };
  } catch (error) {
    throw fromEsbuild(error, text, file);
  }
}

/** esbuild works in a process of its own. Where that was ended (a kill, no memory), a new one takes over. */
async function transform(text: string, options: TransformOptions) {
  const esbuild = await import('esbuild');
  try {
    return await esbuild.transform(text, options);
  } catch (error) {
    if (!/^The service /.test((error as Error).message)) throw error;
    await esbuild.stop();
    return esbuild.transform(text, options);
  }
}

/**
 * What parses as JavaScript of Node 20 needs no esbuild, which is most short cells; except where `<` and `>`
 * might be type arguments, which parse as comparisons.
 */
function isPlainJavaScript(text: string): boolean {
  if (/<.*[^=]>/s.test(text)) return false;
  try {
    parseModule(text);
    return true;
  } catch {
    return false;
  }
}

function fromEsbuild(error: unknown, text: string, file?: string): unknown {
  const message = (error as { errors?: Message[] }).errors?.[0];
  if (!message?.location) return error;
  const { line, column, length } = message.location;
  // esbuild counts columns in UTF-8 bytes.
  const lineText = text.split('\n')[line - 1] ?? '';
  const characters = Buffer.from(lineText).subarray(0, column).toString().length;
  return new CellSyntaxError(message.text, { line, column: characters }, Math.max(1, length), text, file);
}

/** An error of acorn in lowered code, as one in the text that was lowered. */
export function fromAcorn(error: unknown, text: string, lowered: Lowered, file?: string): unknown {
  const { pos, message } = error as { pos?: number; message: string };
  if (pos === undefined) return error;
  const at = positionAt(lowered.code, pos);
  const source = lowered.maps.length > 0 ? new PositionMap(lowered.maps).toSource(at) : at;
  return new CellSyntaxError(
    message.replace(/ \(\d+:\d+\)$/, ''),
    source ?? positionAt(text, text.length),
    1,
    text,
    file,
  );
}
