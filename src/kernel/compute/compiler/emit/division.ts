import type { GraphNode, OperationOf, ValueType } from '../node';
import type { Builder } from './builder';
import type { Layouts } from './layouts';
import { DOUBLE, ONNX_TYPES, toInt32 } from './wholeNumbers';

// Quotients of whole numbers and remainders need more digits than float32 has: like the eager kernels they go through
// float64.

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

const fromDouble = (x: string, type: ValueType, builder: Builder): string =>
  type === 'float32' ? builder.op('Cast', [x], { to: ONNX_TYPES.float32 }) : toInt32(x, true, builder);
