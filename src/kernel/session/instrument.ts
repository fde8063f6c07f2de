import type { AwaitExpression, ForOfStatement } from 'acorn';
import MagicString from 'magic-string';
import { unifyDeclarations } from './declarations';
import { guardLoops, insertIntoBody } from './loopGuards';
import { rewriteModuleSyntax } from './moduleSyntax';
import { isFunction, type Program, parseModule, visit } from './syntaxTree';

/** The one global that compiled code refers to; `runtime.ts` provides it. */
export const KERNEL = '__kernel__';

const IMPORTS = {
  importStatic: `${KERNEL}.importStatic`,
  importDynamic: `${KERNEL}.importDynamic`,
  meta: `${KERNEL}.meta`,
};

/**
 * A plain read of shared memory, which optimised code does for nothing; an atomic one is a call. V8 does not move
 * reads of shared typed arrays out of loops, and `guard` looks again atomically.
 */
const GUARD = `if (${KERNEL}.stop[0] !== 0) ${KERNEL}.guard();`;

export interface Instrumented {
  code: string;
  /** Source map back to the code that went in, as JSON text. */
  map: () => string;
}

/** Prepares the JavaScript of a cell for evaluation. @throws SyntaxError of acorn. */
export function instrumentCell(code: string): Instrumented {
  return edit(code, (program, text) => {
    rewriteModuleSyntax(program, text, IMPORTS);
    unifyDeclarations(program, text);
    // TypeScript files are modules, and modules are strict. `void 0` keeps the prologue from being the result.
    text.prepend(`'use strict';void 0;`);
    if (endsWithoutValue(program)) text.append(';void 0');
  });
}

/** Prepares the JavaScript of a module that a cell imports: it keeps its syntax and can be interrupted. */
export const instrumentModule = (code: string): Instrumented => edit(code, () => {});

function edit(code: string, more: (program: Program, text: MagicString) => void): Instrumented {
  const program = parseModule(code);
  const text = new MagicString(code);
  guardLoops(program, text, GUARD);
  checkAfterAwait(program, text);
  more(program, text);
  return { code: text.toString(), map: () => text.generateMap({ hires: true }).toString() };
}

/**
 * Code that waited while its cell was ended must not run on: each `await` is followed by a check. What the top
 * level waits for is held: V8 reports the loss of a promise that it evaluates from within garbage collection,
 * where Node may not run the callback and aborts.
 */
function checkAfterAwait(program: Program, text: MagicString): void {
  visit(program, (node, parents) => {
    if (node.type === 'AwaitExpression') {
      const isTopLevel = !parents.some(isFunction);
      if (isTopLevel) text.appendRight((node as AwaitExpression).argument.start, `${KERNEL}.hold(`);
      // Where a loop's body ends with it, its brace is there already and stays outside.
      text.appendRight(node.start, `${KERNEL}.resumed(`).prependLeft(node.end, isTopLevel ? '))' : ')');
    }
    if (node.type === 'ForOfStatement' && (node as ForOfStatement).await) {
      insertIntoBody(node as ForOfStatement, text, `${KERNEL}.resumed();`);
    }
    return true;
  });
}

/** A cell shows what its last statement gives, not what an earlier one before declarations or a loop gave. */
function endsWithoutValue({ body }: Program): boolean {
  const last = body.findLast(({ type }) => type !== 'EmptyStatement');
  return last !== undefined && /Declaration$|^For|^While|^DoWhile/.test(last.type);
}
