import type { GraphNode, OperationOf } from '../node';
import type { Builder } from './builder';
import type { Layouts } from './layouts';

const DOUBLE = 11;
const INT32 = 6;

/** A quotient of whole numbers needs more digits than float32 has. */
export function emitFloorDivide(
  node: GraphNode<OperationOf<'floorDivide'>>,
  builder: Builder,
  layouts: Layouts,
): void {
  const double = (x: string): string => builder.op('Cast', [x], { to: DOUBLE });
  const [a, b] = node.inputs.map((input) => double(layouts.natural(input)));
  const quotient = builder.op('Floor', [builder.op('Div', [a!, b!])]);
  // NaN and infinities, which no whole number is, become 0 as in the eager kernels.
  const limit = double(builder.number(2 ** 31));
  const isWhole = builder.op('Less', [builder.op('Abs', [quotient]), limit]);
  const whole = builder.op('Where', [isWhole, quotient, double(builder.number(0))]);
  layouts.place(node, 'natural', builder.op('Cast', [whole], { to: INT32 }));
}
