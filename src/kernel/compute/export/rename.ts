import type { Model } from '../onnx';

/** The same model with other names for some tensors; what had one of those names so far gets another. */
export function renamed(model: Model, names: ReadonlyMap<string, string>): Model {
  const taken = new Set(names.values());
  const all = new Map(names);
  for (const name of tensorsOf(model)) {
    if (names.has(name) || !taken.has(name)) continue;
    let other = `${name}_`;
    while (taken.has(other)) other += '_';
    taken.add(other);
    all.set(name, other);
  }
  const nameOf = (name: string): string => all.get(name) ?? name;
  const named = <T extends { name: string }>(one: T): T => ({ ...one, name: nameOf(one.name) });
  return {
    ...model,
    nodes: model.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(nameOf),
      outputs: node.outputs.map(nameOf),
    })),
    inputs: model.inputs.map(named),
    outputs: model.outputs.map(named),
    initializers: model.initializers.map(named),
  };
}

const tensorsOf = ({ nodes, inputs, initializers }: Model): string[] => [
  ...nodes.flatMap(({ outputs }) => outputs),
  ...[...inputs, ...initializers].map(({ name }) => name),
];
