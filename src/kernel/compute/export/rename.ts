import type { Model } from '../onnx';

/** The same model with other names for some tensors. */
export function renamed(model: Model, names: ReadonlyMap<string, string>): Model {
  const nameOf = (name: string): string => names.get(name) ?? name;
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
