import { integerUses, requireSameProgram } from './matchModels';
import type { Initializer, Model, Node, TensorInfo } from './model';
import { evaluate, expression, interpolate, type Multilinear } from './multilinear';

/** A size that is left open: three examples of it, ascending, at which the program is traced. */
export type Examples = Readonly<Record<string, readonly [number, number, number]>>;
export type Sizes = Readonly<Record<string, number>>;

/**
 * One model for all sizes out of a program that can be written for given sizes only. It is written at several sizes;
 * every number in it that changes is interpolated as a product of sizes and computed in the model from its inputs'
 * shapes. One more size, which took no part, checks the formulas.
 * @param write the program at the given sizes
 * @param inputs the model's inputs, with names of open sizes in their shapes
 * @throws Error naming the node that can't be said so, such as a constant that depends on the size
 */
export function withDynamicSizes(
  write: (sizes: Sizes) => Model,
  inputs: readonly TensorInfo[],
  examples: Examples,
): Model {
  const names = Object.keys(examples);
  const [low, high, check] = [0, 1, 2].map((which) => names.map((name) => examples[name]![which]!)) as [
    number[],
    number[],
    number[],
  ];
  const at = (sizes: readonly number[]): Model =>
    write(Object.fromEntries(names.map((name, axis) => [name, sizes[axis]!])));
  const corners = Array.from({ length: 1 << names.length }, (_, corner) =>
    names.map((_, axis) => (corner & (1 << axis) ? high : low)[axis]!),
  );

  const base = at(low);
  const numbersOf = (model: Model): number[][] => {
    requireSameProgram(base, model);
    return [...integerUses(model).map(({ values }) => [...values]), ...model.outputs.map(shapeOf)];
  };
  const found = corners.map((sizes) => numbersOf(at(sizes)));
  const checked = numbersOf(at(check));
  const formulas = found[0]!.map((values, index) =>
    values.map((_, k) => {
      const formula = interpolate(
        found.map((numbers) => numbers[index]![k]!),
        low,
        high,
      );
      if (evaluate(formula, check) !== checked[index]![k])
        throw new Error(
          `The model can't be exported with sizes left open: a size in it is no product of ${names.join(', ')}. Give all sizes as numbers.`,
        );
      return formula;
    }),
  );
  return rewritten(base, inputs, names, formulas);
}

const shapeOf = ({ shape }: TensorInfo): number[] => shape.map(Number);
const isOpen = ({ numerators }: Multilinear): boolean =>
  numerators.some((value, subset) => subset > 0 && value !== 0);

function rewritten(
  base: Model,
  inputs: readonly TensorInfo[],
  names: readonly string[],
  formulas: readonly (readonly Multilinear[])[],
): Model {
  const computed = new ComputedSizes(inputs, names);
  const uses = integerUses(base);
  const nodes = base.nodes.map((node) => ({ ...node, inputs: [...node.inputs] }));
  for (const [index, { node, input }] of uses.entries())
    if (formulas[index]!.some(isOpen)) nodes[node]!.inputs[input] = computed.list(formulas[index]!);
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const outputs = base.outputs.map((output, k) => ({
    ...output,
    shape: formulas[uses.length + k]!.map((formula) =>
      isOpen(formula) ? expression(formula, names) : evaluate(formula, []),
    ),
  }));
  return {
    ...base,
    inputs,
    outputs,
    nodes: [...computed.nodes, ...nodes],
    initializers: [...computed.constants.values(), ...base.initializers.filter(({ name }) => used.has(name))],
  };
}

/** Nodes that compute lists of int64 from the shapes of the model's inputs. */
class ComputedSizes {
  readonly nodes: Node[] = [];
  readonly constants = new Map<string, Initializer>();
  private readonly done = new Set<string>();

  constructor(
    private readonly inputs: readonly TensorInfo[],
    private readonly names: readonly string[],
  ) {}

  /** The name of a list of formulas. */
  list(formulas: readonly Multilinear[]): string {
    const parts = formulas.map((formula) => this.number(formula));
    return this.once(`sizes [${parts}]`, { op: 'Concat', inputs: parts, attributes: { axis: 0 } });
  }

  private number({ numerators, denominator }: Multilinear): string {
    let sum: string | undefined;
    for (const [subset, value] of numerators.entries()) {
      if (value === 0) continue;
      const term = this.times(this.product(subset), value);
      sum = sum === undefined ? term : this.once(`(${sum}+${term})`, { op: 'Add', inputs: [sum, term] });
    }
    if (sum === undefined) return this.constant(0);
    if (denominator === 1) return sum;
    return this.once(`${sum}/${denominator}`, { op: 'Div', inputs: [sum, this.constant(denominator)] });
  }

  private times(product: string | undefined, value: number): string {
    if (product === undefined) return this.constant(value);
    if (value === 1) return product;
    return this.once(`${value}*${product}`, { op: 'Mul', inputs: [product, this.constant(value)] });
  }

  private product(subset: number): string | undefined {
    let product: string | undefined;
    for (const [axis, name] of this.names.entries()) {
      if (!(subset & (1 << axis))) continue;
      const size = this.size(name);
      product =
        product === undefined
          ? size
          : this.once(`${product}*${size}`, { op: 'Mul', inputs: [product, size] });
    }
    return product;
  }

  private size(name: string): string {
    const input = this.inputs.find(({ shape }) => shape.includes(name));
    if (!input) throw new RangeError(`No input has the size '${name}' in its shape.`);
    const shape = this.once(`shape of ${input.name}`, { op: 'Shape', inputs: [input.name] });
    const axis = this.constant(input.shape.indexOf(name));
    return this.once(`size ${name}`, { op: 'Gather', inputs: [shape, axis], attributes: { axis: 0 } });
  }

  private constant(value: number): string {
    const name = `size ${value}`;
    this.constants.set(name, { name, type: 'int64', shape: [1], data: BigInt64Array.of(BigInt(value)) });
    return name;
  }

  private once(name: string, node: Omit<Node, 'outputs'>): string {
    if (!this.done.has(name)) this.nodes.push({ ...node, outputs: [name] });
    this.done.add(name);
    return name;
  }
}
