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

/** Iterations between two checks of a loop that only computes: the check then costs a counter. */
const STRIDE = 1024;
const LOOPS = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
]);
/** What can make an iteration slow; such a loop is checked each time, since a call costs more than the check. */
const SLOW = new Set([
  'CallExpression',
  'NewExpression',
  'TaggedTemplateExpression',
  'ImportExpression',
  'AwaitExpression',
  'YieldExpression',
]);

const isLoop = (node: Node): node is Loop => LOOPS.has(node.type);

/** Compiles `check` into every loop, so that an interrupt stops it with an ordinary error. */
export function guardLoops(program: Program, code: MagicString, check: string): void {
  let counters = 0;
  visit(program, (node, parents) => {
    if (!isLoop(node)) return true;
    if (isSlow(node)) {
      insertIntoBody(node, code, `${check};`);
      return true;
    }
    // The counter is local to the loop and outside its labels, which must stay next to it.
    const counter = `__turn${++counters}__`;
    insertIntoBody(node, code, `if ((++${counter} & ${STRIDE - 1}) === 0) ${check};`);
    const labelled = outermostLabel(node, parents);
    code.appendRight(labelled.start, `{ let ${counter} = 0; `).appendLeft(labelled.end, ' }');
    return true;
  });
}

function isSlow(loop: Loop): boolean {
  if (loop.type === 'ForOfStatement') return true;
  let slow = false;
  visit(loop, (node) => {
    slow ||= SLOW.has(node.type);
    return !slow;
  });
  return slow;
}

/** Puts a statement at the head of each iteration. */
export function insertIntoBody(loop: Loop, code: MagicString, statement: string): void {
  const { body } = loop;
  if (body.type === 'BlockStatement') code.appendRight(body.start + 1, statement);
  else code.appendRight(body.start, `{ ${statement} `).appendLeft(body.end, ' }');
}

function outermostLabel(loop: Loop, parents: readonly Node[]): Node {
  let outermost: Node = loop;
  for (const parent of parents.toReversed()) {
    if (parent.type !== 'LabeledStatement') break;
    outermost = parent;
  }
  return outermost;
}
