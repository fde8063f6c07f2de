import type { Initializer, Model, Node } from './model';

/** Where a node reads a list of int64 that is a constant of the model: shapes, axes, begins and ends. */
export interface IntegerUse {
  node: number;
  input: number;
  values: readonly number[];
}

/** The uses of constant lists of int64 in a model, in order. */
export function integerUses({ nodes, initializers }: Model): IntegerUse[] {
  const constants = new Map(initializers.map((one) => [one.name, one]));
  return nodes.flatMap(({ inputs }, node) =>
    inputs.flatMap((name, input) => {
      const constant = constants.get(name);
      return constant?.type === 'int64' ? [{ node, input, values: [...constant.data].map(Number) }] : [];
    }),
  );
}

/**
 * Makes sure that two models are one program at two sizes: the same nodes on the same tensors, where only constant
 * lists of int64 may have other values.
 * @throws Error that names the node where they part
 */
export function requireSameProgram(base: Model, other: Model): void {
  const constants = [base, other].map(
    ({ initializers }) => new Map(initializers.map((one) => [one.name, one])),
  ) as [Map<string, Initializer>, Map<string, Initializer>];
  const names = new Map(base.inputs.map(({ name }, index) => [name, other.inputs[index]?.name]));
  const differ = (node: Node, what: string): Error =>
    new Error(
      `The model can't be exported with sizes left open: ${what} of ${node.op} '${node.outputs[0]}' changes with the size. Give all sizes as numbers.`,
    );
  for (const [index, node] of base.nodes.entries()) {
    const twin = other.nodes[index];
    if (
      !twin ||
      twin.op !== node.op ||
      twin.domain !== node.domain ||
      twin.inputs.length !== node.inputs.length
    )
      throw differ(node, 'the kind');
    if (JSON.stringify(node.attributes) !== JSON.stringify(twin.attributes))
      throw differ(node, 'an attribute');
    for (const [k, name] of node.inputs.entries()) {
      const [mine, its] = [constants[0].get(name), constants[1].get(twin.inputs[k]!)];
      const same = mine && its ? sameConstant(mine, its) : (names.get(name) ?? '') === twin.inputs[k];
      if (!same) throw differ(node, `input ${k}`);
    }
    for (const [k, name] of node.outputs.entries()) names.set(name, twin.outputs[k]);
  }
  if (other.nodes.length !== base.nodes.length) throw differ(base.nodes.at(-1)!, 'what follows');
}

function sameConstant(a: Initializer, b: Initializer): boolean {
  if (a.type !== b.type || a.data.length !== b.data.length) return false;
  if (a.type === 'int64') return true;
  if (String(a.shape) !== String(b.shape)) return false;
  return a.data.every((value: number | bigint, index: number) => Object.is(value, b.data[index]));
}
