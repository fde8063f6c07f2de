import type { GraphNode, OperationOf, ValueType } from '../node';
import type { Builder } from './builder';
import type { Layouts } from './layouts';

// Quotients of whole numbers and remainders need more digits than float32 has: like the eager kernels they go through
// float64.

const DOUBLE = 11;
const ONNX_TYPES = { float32: 1, int32: 6, bool: 9 } as const;

const double = (x: string, builder: Builder): string => builder.op('Cast', [x], { to: DOUBLE });

export function emitFloorDivide(
  node: GraphNode<OperationOf<'floorDivide'>>,
  builder: Builder,
  layouts: Layouts,
): void {
  const [a, b] = node.inputs.map((input) => double(layouts.natural(input), builder));
  const quotient = builder.op('Floor', [builder.op('Div', [a!, b!])]);
  layouts.place(node, 'natural', fromDouble(quotient, 'int32', builder));
}

export function emitRemainder(
  node: GraphNode<OperationOf<'remainder'>>,
  builder: Builder,
  layouts: Layouts,
): void {
  const [a, b] = node.inputs.map((input) => double(layouts.natural(input), builder));
  const zero = double(builder.number(0), builder);
  const modulo = (x: string): string => builder.op('Mod', [x, b!], { fmod: 1 });
  const signOfA = modulo(a!);
  const [negativeA, negativeB] = [a!, b!].map((x) => builder.op('Less', [x, zero]));
  const differs = builder.op('Xor', [negativeA!, negativeB!]);
  const signOfB = modulo(builder.op('Add', [signOfA, b!]));
  const result = builder.op('Where', [differs, signOfB, signOfA]);
  layouts.place(node, 'natural', fromDouble(result, node.type, builder));
}

/** NaN and infinities, which no whole number is, become 0 as in the eager kernels. */
function fromDouble(x: string, type: ValueType, builder: Builder): string {
  const cast = (value: string): string => builder.op('Cast', [value], { to: ONNX_TYPES[type] });
  if (type === 'float32') return cast(x);
  const isWhole = builder.op('Less', [builder.op('Abs', [x]), double(builder.number(2 ** 31), builder)]);
  return cast(builder.op('Where', [isWhole, x, double(builder.number(0), builder)]));
}
