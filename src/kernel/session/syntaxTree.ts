import { type Node, type Options, type Program, parse } from 'acorn';

export type { Node, Program } from 'acorn';

const OPTIONS: Options = { sourceType: 'module', ecmaVersion: 2025 };

/** @throws SyntaxError of acorn, with `pos`. */
export const parseModule = (code: string): Program => parse(code, OPTIONS);

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

export function* childrenOf(node: Node): Generator<Node> {
  for (const value of Object.values(node)) {
    if (isNode(value)) yield value;
    else if (Array.isArray(value)) yield* value.filter(isNode);
  }
}

/** Visits `root` and what is below it, outer nodes first. `enter` returns false to leave a node's children out. */
export function visit(
  root: Node,
  enter: (node: Node, parents: readonly Node[]) => boolean | undefined,
): void {
  const parents: Node[] = [];
  const walk = (node: Node): void => {
    if (enter(node, parents) === false) return;
    parents.push(node);
    for (const child of childrenOf(node)) walk(child);
    parents.pop();
  };
  walk(root);
}

export const isFunction = ({ type }: Node): boolean =>
  type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression';
