import type { Builder } from './builder';

/** TensorProto.DataType of onnx.proto. */
export const ONNX_TYPES = { float32: 1, int32: 6, bool: 9 } as const;
export const DOUBLE = 11;

/**
 * Numbers as int32, as an Int32Array takes them: fractions are cut off, what is too large wraps around, NaN and
 * infinities are 0. ONNX says only the first of these.
 */
export function toInt32(x: string, isDouble: boolean, builder: Builder): string {
  const op: Builder['op'] = (...args) => builder.op(...args);
  const number = (value: number): string =>
    isDouble ? op('Cast', [builder.number(value)], { to: DOUBLE }) : builder.number(value);
  const [zero, half, whole] = [number(0), number(2 ** 31), number(2 ** 32)];
  const remainder = op('Mod', [x, whole], { fmod: 1 }); // NaN of infinities
  const finite = op('Where', [op('IsNaN', [remainder]), zero, remainder]);
  const notAbove = op('Where', [op('Less', [finite, half]), finite, op('Sub', [finite, whole])]);
  const isBelow = op('Less', [notAbove, number(-(2 ** 31))]);
  return op('Cast', [op('Where', [isBelow, op('Add', [notAbove, whole]), notAbove])], {
    to: ONNX_TYPES.int32,
  });
}
