import type {
  DoWhileStatement,
  ForInStatement,
  ForOfStatement,
  ForStatement,
  Node,
  Program,
  WhileStatement,
} from 'acorn';
import type MagicString from 'magic-string';
import { visit } from './syntaxTree';

type Loop = ForStatement | ForInStatement | ForOfStatement | WhileStatement | DoWhileStatement;

const LOOPS = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
]);

const isLoop = (node: Node): node is Loop => LOOPS.has(node.type);

/** Compiles `check` into each iteration of every loop, so that an interrupt stops it with an ordinary error. */
export function guardLoops(program: Program, code: MagicString, check: string): void {
  visit(program, (node) => {
    if (isLoop(node)) insertIntoBody(node, code, check);
    return true;
  });
}

/** Puts a statement at the head of each iteration. */
export function insertIntoBody({ body }: Loop, code: MagicString, statement: string): void {
  if (body.type === 'BlockStatement') code.appendRight(body.start + 1, statement);
  else code.appendRight(body.start, `{ ${statement} `).appendLeft(body.end, ' }');
}
