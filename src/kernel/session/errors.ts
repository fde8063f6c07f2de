import { inspect } from 'node:util';
import type { ErrorContent } from '../protocol';
import { Interrupted } from './interrupt';
import type { Position } from './positions';
import { type SourceFrame, sourceFrames } from './stackTrace';
import { CellSyntaxError } from './syntaxError';

const MAX_FRAMES = 8;
const CONTEXT_LINES = 2;
const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;
const green = (text: string): string => `\u001b[32m${text}\u001b[39m`;

/** A text that an error points into. */
interface Place extends Position {
  /** The heads follow IPython, whose form front ends turn into links. */
  head: string;
  source: string;
  length: number;
}

/**
 * An error as the protocol carries it: the user's own frames with the code around them, innermost last.
 * `executionCount` names the cell in which a syntax error stands.
 */
export function errorContent(error: unknown, executionCount?: number): ErrorContent {
  const { ename, evalue } = summary(error);
  return { ename, evalue, traceback: traceback(error, executionCount, new Set()) };
}

function traceback(error: unknown, executionCount: number | undefined, seen: Set<unknown>): string[] {
  seen.add(error);
  const { ename, evalue } = summary(error);
  const lines = places(error, executionCount).flatMap((place) => [...excerpt(place), '']);
  lines.push(evalue === '' ? red(ename) : `${red(ename)}: ${evalue}`);
  if (error instanceof AggregateError) {
    for (const [index, inner] of error.errors.entries()) {
      if (seen.has(inner)) continue;
      lines.push(
        '',
        `Error ${index + 1} of ${error.errors.length}:`,
        ...traceback(inner, executionCount, seen),
      );
    }
  }
  if (error instanceof Error && error.cause !== undefined && !seen.has(error.cause)) {
    lines.push('', 'Caused by:', ...traceback(error.cause, executionCount, seen));
  }
  return lines;
}

function summary(error: unknown): { ename: string; evalue: string } {
  if (!(error instanceof Error)) return { ename: 'Uncaught', evalue: inspect(error, { depth: 2 }) };
  // A class that extends Error is known by its own name, even if it never set `name`.
  const ename = error.name === 'Error' ? error.constructor.name || 'Error' : error.name;
  return { ename, evalue: error.message };
}

function places(error: unknown, executionCount: number | undefined): Place[] {
  if (error instanceof CellSyntaxError) {
    const { position, length, file } = error;
    const head = place(file, executionCount, position);
    return [{ ...position, length, source: error.source, head }];
  }
  // An interrupt stops the code at one place; how it got there is no news.
  const frames = sourceFrames(error).slice(0, error instanceof Interrupted ? 1 : MAX_FRAMES);
  return frames.reverse().map((frame) => ({
    line: frame.line,
    column: frame.column,
    length: 1,
    source: frame.script.source,
    head: frameHead(frame),
  }));
}

const frameHead = ({ script, name, ...position }: SourceFrame): string =>
  place(script.cell ? undefined : script.label, script.cell?.executionCount, position) +
  (name ? `, in ${name}` : '');

const place = (file: string | undefined, count: number | undefined, { line, column }: Position): string =>
  file === undefined
    ? `Cell ${green(`In[${count}]`)}, line ${line}, column ${column + 1}`
    : `File ${green(`${file}:${line}`)}, column ${column + 1}`;

function excerpt({ head, source, line, column, length }: Place): string[] {
  const lines = source.split('\n');
  const first = Math.max(1, line - CONTEXT_LINES);
  const last = Math.min(lines.length, line + CONTEXT_LINES);
  const shown = [head];
  for (let number = first; number <= last; number++) {
    const text = lines[number - 1]!;
    const label = String(number);
    if (number !== line) {
      shown.push(`${label.padStart(7)} ${text}`.trimEnd());
      continue;
    }
    shown.push(`${green(`${'-'.repeat(Math.max(1, 5 - label.length))}> ${label}`)} ${text}`);
    // Tabs before the caret must be as wide as those above it.
    const indent = text.slice(0, column).replace(/[^\t]/g, ' ');
    shown.push(
      `${' '.repeat(8)}${indent}${red('^'.repeat(Math.max(1, Math.min(length, text.length - column))))}`,
    );
  }
  return shown;
}
