import { fileURLToPath } from 'node:url';
import { type Script, scriptAt } from './scripts';

/** A frame in a cell or in a module that a cell imported. */
export interface SourceFrame {
  script: Script;
  /** Name of the function; undefined at top level. */
  name: string | undefined;
  line: number;
  /** From 0. */
  column: number;
}

const framesOf = new WeakMap<object, SourceFrame[]>();

/** The user's own frames of an error, innermost first. */
export function sourceFrames(error: unknown): SourceFrame[] {
  if (typeof error !== 'object' || error === null) return [];
  // The stack is formatted, and with it the frames are noted, when it is first read.
  void (error as { stack?: unknown }).stack;
  return framesOf.get(error) ?? [];
}

/** Makes `error.stack` speak of cells and of TypeScript files: mapped positions, without the kernel's own frames. */
export function installStackTraces(): void {
  Error.prepareStackTrace = (error, sites) => {
    const frames: SourceFrame[] = [];
    const lines: string[] = [];
    for (const site of sites) {
      const frame = sourceFrame(site);
      if (frame) {
        frames.push(frame);
        const place = `${frame.script.label}:${frame.line}:${frame.column + 1}`;
        lines.push(frame.name === undefined ? place : `${frame.name} (${place})`);
      } else if (!isInternal(site)) lines.push(String(site));
    }
    framesOf.set(error, frames);
    const shown = lines.length > 0 ? lines : sites.map(String);
    return [header(error), ...shown.map((line) => `    at ${line}`)].join('\n');
  };
}

function sourceFrame(site: NodeJS.CallSite): SourceFrame | undefined {
  const url = site.getScriptNameOrSourceURL?.() ?? site.getFileName();
  const script = url ? scriptAt(url) : undefined;
  const line = site.getLineNumber();
  const column = site.getColumnNumber();
  if (!script || line === null || column === null) return undefined;
  const at = script.positions.toSource({ line, column: column - 1 });
  return at && { script, name: functionName(site), ...at };
}

function functionName(site: NodeJS.CallSite): string | undefined {
  const name = site.getFunctionName();
  if (name === null || name === '') return undefined;
  const type = site.isToplevel() || site.isConstructor() ? null : site.getTypeName();
  const owned = type !== null && type !== 'Object' && !name.startsWith(`${type}.`) ? `${type}.${name}` : name;
  return `${site.isAsync() ? 'async ' : ''}${site.isConstructor() ? 'new ' : ''}${owned}`;
}

function isInternal(site: NodeJS.CallSite): boolean {
  const file = site.getFileName() ?? site.getScriptNameOrSourceURL?.();
  if (!file) return !site.isNative();
  if (file.startsWith('node:') || scriptAt(file)) return true;
  return (file.startsWith('file:') ? fileURLToPath(file) : file) === __filename;
}

function header(error: Error): string {
  try {
    return String(error);
  } catch {
    return 'Error';
  }
}
