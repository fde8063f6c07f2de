import * as tf from '@tensorflow/tfjs';

/** Whole numbers from 0 below a limit. */
export type Choose = (limit: number) => number;

/** A tensor of the program. */
export interface Operand {
  tensor: tf.Tensor;
  /**
   * Both sides round it the same way, to the last bit, so that a comparison or a kink cannot fall out otherwise. Sums and
   * `exp` are not exact, as their order and their polynomials are not said.
   */
  isExact: boolean;
}

export interface Operation {
  name: string;
  /** Takes only exact operands: it jumps or has a kink. */
  jumps: boolean;
  /** An exact operand gives an exact result. */
  isExact: boolean;
  /** TensorFlow.js knows its gradient. */
  hasGradient: boolean;
  /** Fits tensors that hold NaN and infinities, which products with zeros would spread. */
  takesSpecial: boolean;
  applies(x: tf.Tensor): boolean;
  apply(x: tf.Tensor, choose: Choose): tf.Tensor;
}

type Apply = Operation['apply'];
type Applies = Operation['applies'];
type T4 = tf.Tensor4D;

const isFloat: Applies = ({ dtype }) => dtype === 'float32';
const isNumber: Applies = ({ dtype }) => dtype !== 'bool';
const hasRank =
  (from: number, to = 6): Applies =>
  (x) =>
    x.rank >= from && x.rank <= to;
const isImage: Applies = (x) => isFloat(x) && x.rank === 4 && x.shape[1]! >= 2 && x.shape[2]! >= 2;
const both =
  (...all: Applies[]): Applies =>
  (x) =>
    all.every((applies) => applies(x));

const operation =
  (flags: Pick<Operation, 'jumps' | 'isExact' | 'hasGradient' | 'takesSpecial'>) =>
  (name: string, applies: Applies, apply: Apply): Operation => ({ ...flags, name, applies, apply });

const smooth = operation({ jumps: false, isExact: false, hasGradient: true, takesSpecial: true });
const linear = operation({ jumps: false, isExact: false, hasGradient: true, takesSpecial: false });
const exact = operation({ jumps: false, isExact: true, hasGradient: true, takesSpecial: true });
const kinked = operation({ jumps: true, isExact: true, hasGradient: true, takesSpecial: true });
const forward = operation({ jumps: true, isExact: true, hasGradient: false, takesSpecial: true });

function filterOf(shape: [number, number, number, number], choose: Choose): T4 {
  if (choose(4) === 0) return tf.fill(shape, 0.25);
  const start = choose(9);
  return tf.reshape(tf.sin(tf.range(start, start + tf.util.sizeFromShape(shape))), shape);
}

/** A shape with which another broadcasts: with axes of one, fewer axes, or more. */
function broadcastable(shape: readonly number[], choose: Choose): number[] {
  const ones = shape.map((size) => (size === 1 && choose(2) ? 1 + choose(4) : choose(3) ? size : 1));
  if (shape.length > 0 && choose(4) === 0) return ones.slice(choose(shape.length + 1));
  return shape.length < 5 && choose(4) === 0 ? [1 + choose(3), ...ones] : ones;
}

/** The other operand of an operation of two: often full of one number, sometimes made from the first. */
function partner(x: tf.Tensor, choose: Choose): tf.Tensor {
  const shape = broadcastable(x.shape, choose);
  const dtype = x.dtype as 'float32';
  const size = shape.reduce((a, b) => a * b, 1);
  switch (choose(5)) {
    case 0:
      return tf.cast(tf.fill(shape, [0, 1, -1, 2, 0.5, -0][choose(6)]!), dtype);
    case 1:
      return tf.cast(tf.scalar([3, -2, 0.75][choose(3)]!), dtype);
    case 2:
      return tf.reverse(x);
    case 3:
      if (x.rank === 0) return tf.onesLike(x);
      return tf.slice(
        x,
        x.shape.map(() => 0),
        x.shape.map((one) => (choose(2) ? one : 1)),
      );
    default:
      return tf.cast(tf.reshape(tf.sub(tf.mod(tf.range(1, size + 1), 5), 1.75), shape), dtype);
  }
}

const somewhere = (x: tf.Tensor, choose: Choose): number => choose(x.rank);
const someAxes = (x: tf.Tensor, choose: Choose): number[] | undefined =>
  choose(4) === 0 ? undefined : [...x.shape.keys()].filter(() => choose(2) === 0);
const keeps = (choose: Choose): boolean => choose(2) === 0;
const moderate = (x: tf.Tensor): tf.Tensor => tf.clipByValue(x, -4, 4);
const pairs = (x: tf.Tensor, choose: Choose): [number, number][] =>
  x.shape.map((size) => [choose(Math.min(size, 3)), choose(Math.min(size, 3))]);
const steps = (choose: Choose): [number, number] => [1 + choose(2), 1 + choose(2)];
const borders = (choose: Choose): 'same' | 'valid' => (choose(2) ? 'same' : 'valid');
const indices = (x: tf.Tensor, axis: number, choose: Choose): tf.Tensor1D =>
  tf.tensor1d(
    Array.from({ length: 1 + choose(4) }, () => choose(x.shape[axis]!)),
    'int32',
  );

export const OPERATIONS: readonly Operation[] = [
  ...Object.entries({
    tanh: tf.tanh,
    sigmoid: tf.sigmoid,
    softplus: tf.softplus,
    sin: tf.sin,
    erf: tf.erf,
  }).map(([name, apply]) => smooth(name, isFloat, (x) => apply(x))),
  smooth('exp', isFloat, (x) => tf.exp(moderate(x))),
  smooth('log1p', isFloat, (x) => tf.log1p(tf.square(moderate(x)))),
  smooth('expm1', isFloat, (x) => tf.expm1(moderate(x))),
  smooth('sum', isNumber, (x, choose) => tf.sum(x, someAxes(x, choose), keeps(choose))),
  smooth('mean', isFloat, (x, choose) => tf.mean(x, someAxes(x, choose), keeps(choose))),
  // Along other axes TensorFlow.js gives the gradient with its axes exchanged.
  smooth('cumsum', both(isFloat, hasRank(1)), (x, choose) =>
    tf.cumsum(x, x.rank - 1, choose(2) === 0, choose(2) === 0),
  ),
  smooth('softmax', both(isFloat, hasRank(1)), (x) => tf.softmax(x)),
  smooth('logSumExp', isFloat, (x, choose) => tf.logSumExp(moderate(x), someAxes(x, choose), keeps(choose))),
  linear('matMul', both(isFloat, hasRank(2, 4)), (x, choose) => {
    const other = choose(2) ? x : tf.tanh(x);
    return choose(2) ? tf.matMul(x, other, false, true) : tf.matMul(x, other, true, false);
  }),
  linear('conv2d', isImage, (x, choose) => {
    const filter = filterOf([1 + choose(2), 1 + choose(2), x.shape[3]!, [1, 3, 8, 16][choose(4)]!], choose);
    return tf.conv2d(x as T4, filter, steps(choose), borders(choose));
  }),
  linear('depthwiseConv2d', isImage, (x, choose) =>
    tf.depthwiseConv2d(x as T4, filterOf([2, 2, x.shape[3]!, 1 + choose(2)], choose), 1, borders(choose)),
  ),
  linear('conv2dTranspose', isImage, (x, choose) => {
    const [n, h, w, c] = (x as T4).shape;
    const filter = filterOf([3, 3, 1 + choose(4), c], choose);
    return tf.conv2dTranspose(x as T4, filter, [n, 2 * h, 2 * w, filter.shape[2]], 2, 'same');
  }),
  // The eager gradients of averages count pixels in the padding, and those of resizes exchange rows and columns.
  smooth('avgPool', isImage, (x, choose) => tf.avgPool(x as T4, 2, steps(choose), 'valid')),
  smooth('batchNorm', isImage, (x) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.batchNorm(
      x as T4,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      tf.onesLike(mean) as tf.Tensor1D,
      tf.onesLike(mean) as tf.Tensor1D,
      0.1,
    );
  }),

  ...Object.entries({ add: tf.add, sub: tf.sub, mul: tf.mul }).map(([name, apply]) =>
    exact(name, isNumber, (x, choose) => {
      const [a, b] = name === 'mul' ? [moderate(x), moderate(partner(x, choose))] : [x, partner(x, choose)];
      return choose(2) ? apply(a, b) : apply(b, a);
    }),
  ),
  forward('squaredDifference', isFloat, (x, choose) =>
    tf.squaredDifference(moderate(x), moderate(partner(x, choose))),
  ),
  exact('div', isFloat, (x, choose) => tf.div(x, tf.add(tf.abs(partner(x, choose)), 0.5))),
  exact('neg', isNumber, (x) => tf.neg(x)),
  exact('square', isNumber, (x) => tf.square(moderate(x))),
  exact('sqrt', isFloat, (x) => tf.sqrt(tf.add(tf.square(moderate(x)), 0.1))),
  exact(
    'to float',
    (x) => x.dtype !== 'float32',
    (x) => tf.cast(x, 'float32'),
  ),
  exact('transpose', hasRank(2, 5), (x, choose) => {
    const order = [...x.shape.keys()];
    return tf.transpose(x, [...order.splice(choose(order.length), 1), ...order.reverse()]);
  }),
  exact(
    'flatten',
    () => true,
    (x) => tf.reshape(x, [-1]),
  ),
  exact(
    'halve',
    both(hasRank(1), (x) => x.shape[0]! % 2 === 0),
    (x) => tf.reshape(x, [2, -1, ...x.shape.slice(1)]),
  ),
  exact('expandDims', hasRank(0, 4), (x, choose) => tf.expandDims(x, choose(x.rank + 1))),
  exact(
    'squeeze',
    () => true,
    (x) => tf.squeeze(x),
  ),
  exact('slice', hasRank(1), (x, choose) => {
    const begin = x.shape.map((size) => choose(size));
    return tf.slice(
      x,
      begin,
      begin.map((from, axis) => 1 + choose(x.shape[axis]! - from)),
    );
  }),
  exact('concat', hasRank(1), (x, choose) => {
    const axis = somewhere(x, choose);
    return tf.concat([x, tf.reverse(x, axis), x].slice(choose(2)), axis);
  }),
  exact('stack', hasRank(0, 3), (x, choose) => tf.stack([x, tf.onesLike(x)], choose(x.rank + 1))),
  exact('split', hasRank(1), (x, choose) => {
    const axis = somewhere(x, choose);
    const first = choose(x.shape[axis]!);
    return first === 0 ? x : tf.split(x, [first, x.shape[axis]! - first], axis)[choose(2)]!;
  }),
  exact('pad', both(isNumber, hasRank(1, 4)), (x, choose) =>
    tf.pad(x, pairs(x, choose), [0, 1, -2][choose(3)]!),
  ),
  // The eager gradient asks for a slice from before the beginning.
  forward('shift', both(isNumber, hasRank(1, 4)), (x, choose) => {
    const by = choose(3) - 1;
    return tf.pad(x, x.shape.map((_, axis) => (axis === 0 ? [by, -by] : [0, 0])) as [number, number][]);
  }),
  forward('to whole numbers', isFloat, (x, choose) => tf.cast(tf.mul(x, [1, 1e9, 3e9][choose(3)]!), 'int32')),
  exact('tile', hasRank(1, 4), (x, choose) =>
    tf.tile(
      x,
      x.shape.map(() => 1 + choose(2)),
    ),
  ),
  exact('reverse', both(isNumber, hasRank(1, 4)), (x, choose) => tf.reverse(x, somewhere(x, choose))),
  smooth('gather', both(isFloat, hasRank(1, 4)), (x, choose) => {
    const axis = somewhere(x, choose);
    return tf.gather(x, indices(x, axis, choose), axis);
  }),

  ...Object.entries({ 'maximum with': tf.maximum, 'minimum with': tf.minimum }).map(([name, apply]) =>
    forward(name, isNumber, (x, choose) => apply(x, partner(x, choose))),
  ),
  ...Object.entries({ relu: tf.relu, abs: tf.abs, relu6: tf.relu6, leakyRelu: tf.leakyRelu }).map(
    ([name, apply]) => kinked(name, isFloat, (x) => apply(x)),
  ),
  { ...kinked('elu', isFloat, (x) => tf.elu(x)), isExact: false },
  { ...kinked('selu', isFloat, (x) => tf.selu(x)), isExact: false },
  kinked('clipByValue', isNumber, (x, choose) =>
    tf.clipByValue(x, [-1, Number.NEGATIVE_INFINITY][choose(2)]!, [2, Number.POSITIVE_INFINITY][choose(2)]!),
  ),
  kinked('prelu', isFloat, (x) => tf.prelu(x, tf.abs(tf.reverse(x)))),
  forward('prelu, broadcast', isFloat, (x, choose) => tf.prelu(x, tf.abs(partner(x, choose)))),
  ...Object.entries({ max: tf.max, min: tf.min }).map(([name, apply]) =>
    kinked(name, isFloat, (x, choose) => apply(x, someAxes(x, choose), keeps(choose))),
  ),
  kinked('maxPool', isImage, (x, choose) => tf.maxPool(x as T4, 2, steps(choose), borders(choose))),
  kinked('maximum', isNumber, (x) => tf.maximum(x, tf.reverse(x))),
  kinked('minimum', isNumber, (x) => tf.minimum(x, tf.reverse(x))),
  kinked('where', isNumber, (x) => {
    const places = tf.reshape(tf.equal(tf.mod(tf.range(0, x.size), 3), 0), x.shape);
    return tf.where(places, x, tf.reverse(x));
  }),
  {
    ...forward('avgPool, same', isImage, (x, choose) => tf.avgPool(x as T4, 2, steps(choose), 'same')),
    isExact: false,
  },
  {
    ...forward('cumsum of any axis', both(isFloat, hasRank(1)), (x, choose) =>
      tf.cumsum(x, somewhere(x, choose), choose(2) === 0, choose(2) === 0),
    ),
    isExact: false,
  },
  forward('where greater', isNumber, (x, choose) => {
    const limit = tf.cast(tf.scalar(choose(2)), x.dtype);
    return tf.where(tf.greater(x, limit), x, tf.reverse(x));
  }),
  kinked('step', isFloat, (x, choose) => tf.step(x, choose(2) * 0.25)),
  kinked('resizeNearest', isImage, (x, choose) =>
    tf.image.resizeNearestNeighbor(tf.slice(x as T4, 0, 1), [1 + choose(6), 1 + choose(6)], choose(2) === 0),
  ),

  ...Object.entries({ floor: tf.floor, ceil: tf.ceil, round: tf.round, sign: tf.sign }).map(([name, apply]) =>
    forward(name, isFloat, (x) => apply(x)),
  ),
  ...Object.entries({ mod: tf.mod, floorDiv: tf.floorDiv }).map(([name, apply]) =>
    forward(name, isNumber, (x, choose) => apply(moderate(x), partner(x, choose))),
  ),
  ...Object.entries({
    greater: tf.greater,
    lessEqual: tf.lessEqual,
    equal: tf.equal,
    notEqual: tf.notEqual,
  }).map(([name, apply]) =>
    forward(
      name,
      () => true,
      (x, choose) => apply(x, x.dtype === 'bool' ? tf.reverse(x) : partner(x, choose)),
    ),
  ),
  ...Object.entries({ any: tf.any, all: tf.all }).map(([name, apply]) =>
    forward(
      name,
      ({ dtype }) => dtype === 'bool',
      (x, choose) => apply(x, someAxes(x, choose), keeps(choose)),
    ),
  ),
  ...Object.entries({ isNaN: tf.isNaN, isFinite: tf.isFinite, isInf: tf.isInf }).map(([name, apply]) =>
    forward(name, isFloat, (x) => apply(x)),
  ),
  forward(
    'not',
    ({ dtype }) => dtype === 'bool',
    (x) => tf.logicalNot(x),
  ),
  forward(
    'xor',
    ({ dtype }) => dtype === 'bool',
    (x) => tf.logicalXor(x, tf.reverse(x)),
  ),
  forward(
    'where of booleans',
    ({ dtype }) => dtype === 'bool',
    (x) => tf.where(x, tf.reverse(x), x),
  ),
  forward(
    'to int32',
    both(isFloat, (x) => x.size > 0),
    (x) => tf.cast(tf.where(tf.isFinite(x), moderate(x), tf.zerosLike(x)), 'int32'),
  ),
  forward('argMax', both(isNumber, hasRank(1)), (x, choose) => tf.argMax(x, somewhere(x, choose))),
  forward('argMin', both(isNumber, hasRank(1)), (x, choose) => tf.argMin(x, somewhere(x, choose))),
  forward('mirrorPad', both(isNumber, hasRank(1, 4)), (x, choose) =>
    tf.mirrorPad(
      x,
      x.shape.map((size): [number, number] => [choose(size), choose(size)]),
      'reflect',
    ),
  ),
  forward('stridedSlice', hasRank(1, 4), (x, choose) =>
    tf.stridedSlice(
      x,
      x.shape.map(() => 0),
      [...x.shape],
      x.shape.map(() => 1 + choose(2)),
    ),
  ),
  forward('gather of whole numbers', both(isNumber, hasRank(1, 4)), (x, choose) => {
    const axis = somewhere(x, choose);
    return tf.gather(x, indices(x, axis, choose), axis);
  }),
  forward(
    'oneHot',
    (x) => x.dtype === 'int32' && x.rank <= 3,
    (x) => tf.oneHot(tf.abs(x) as tf.Tensor1D, 4),
  ),
  forward('broadcastTo', hasRank(0, 4), (x) => tf.broadcastTo(x, [2, ...x.shape])),
];
