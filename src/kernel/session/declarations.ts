import type { ClassDeclaration, FunctionDeclaration, Pattern, Program, VariableDeclaration } from 'acorn';
import type MagicString from 'magic-string';
import { isFunction, type Node, visit } from './syntaxTree';

/**
 * Makes every name that a cell declares at its top level a `let`. V8's REPL mode lets only like redeclare like
 * (`let` after `const` is a SyntaxError), and a notebook changes its mind: `const f` becomes `function f`.
 * The price is that a later cell may assign to what was declared `const`.
 */
export function unifyDeclarations(program: Program, code: MagicString): void {
  const hoisted = hoistVariables(program, code);
  let head: number | undefined;
  for (const statement of program.body) {
    const node = declarationIn(statement);
    if (node?.type === 'FunctionDeclaration') functionToLet(node, code);
    if (node?.type === 'ClassDeclaration') {
      code.appendRight(node.start, `let ${node.id.name} = `).appendLeft(node.end, ';');
    }
    if (node?.type === 'VariableDeclaration' && node.kind === 'const') {
      code.update(node.start, node.start + 'const'.length, 'let');
    }
    // Imports and functions work before the line where they stand.
    if (node?.type !== 'FunctionDeclaration' && statement.type !== 'ImportDeclaration')
      head ??= statement.start;
    else if (head !== undefined) code.move(statement.start, statement.end, head);
  }
  if (hoisted.size > 0) code.prepend(`let ${[...hoisted].join(', ')};`);
}

function declarationIn(
  statement: Node,
): FunctionDeclaration | ClassDeclaration | VariableDeclaration | undefined {
  const node =
    statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
      ? (statement as { declaration?: Node | null }).declaration
      : statement;
  switch (node?.type) {
    case 'FunctionDeclaration':
    case 'ClassDeclaration': {
      const named = node as FunctionDeclaration | ClassDeclaration;
      return named.id ? named : undefined;
    }
    case 'VariableDeclaration':
      return node as VariableDeclaration;
    default:
      return undefined;
  }
}

/** `function f() {}` to `let f = function () {};`: without a name of its own, `f` inside is the cell's `f`. */
function functionToLet({ start, end, id }: FunctionDeclaration, code: MagicString): void {
  code.appendRight(start, `let ${id.name} = `).remove(id.start, id.end).appendLeft(end, ';');
}

/** Turns `var` outside functions into assignments; returns the names, to be declared at the head of the cell. */
function hoistVariables(program: Program, code: MagicString): Set<string> {
  const names = new Set<string>();
  visit(program, (node, parents) => {
    if (isFunction(node) || node.type === 'ClassBody') return false;
    if (node.type !== 'VariableDeclaration' || (node as VariableDeclaration).kind !== 'var') return true;
    const declaration = node as VariableDeclaration;
    for (const { id } of declaration.declarations) collectNames(id, names);
    const first = declaration.declarations[0]!;
    const parent = parents.at(-1);
    const inLoopHead =
      parent !== undefined && /^For/.test(parent.type) && (parent as { body?: Node }).body !== node;
    if (inLoopHead) code.remove(declaration.start, first.start);
    else {
      code.update(declaration.start, first.start, 'void (');
      code.appendLeft(declaration.declarations.at(-1)!.end, ')');
    }
    return true;
  });
  return names;
}

function collectNames(pattern: Pattern, names: Set<string>): void {
  switch (pattern.type) {
    case 'Identifier':
      names.add(pattern.name);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        collectNames(property.type === 'Property' ? property.value : property.argument, names);
      }
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) collectNames(element, names);
      break;
    case 'AssignmentPattern':
      collectNames(pattern.left, names);
      break;
    case 'RestElement':
      collectNames(pattern.argument, names);
      break;
    default:
      break;
  }
}
