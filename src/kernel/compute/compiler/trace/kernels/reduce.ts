import * as tf from '@tensorflow/tfjs';
import {
  add,
  cast,
  choose,
  compare,
  concat,
  divide,
  elementwise,
  matmul,
  multiply,
  reduce,
  reshape,
  subtract,
} from '../../build';
import { type GraphNode, makeNode, type Reduction, sizeOf } from '../../node';
import { full } from '../constants';
import { CompileError } from '../error';
import { lower, type NodeInputs } from '../lowering';
import { requireType } from '../types';
import { activate } from './activation';
import { part } from './shape';

export function registerReduce(): void {
  for (const reduction of ['Sum', 'Mean', 'Min', 'Prod'] as const) {
    lower<tf.SumAttrs>(reduction, ({ x }, { axis, keepDims }) => reduced(x!, reduction, axis, keepDims));
  }
  lower<tf.MaxAttrs>('Max', ({ x }, { reductionIndices, keepDims }) =>
    reduced(x!, 'Max', reductionIndices, keepDims),
  );
  lower<tf.AllAttrs>('All', ({ x }, { axis, keepDims }) =>
    cast(reduced(cast(x!, 'int32'), 'Min', axis, keepDims), 'bool'),
  );
  lower<tf.AnyAttrs>('Any', ({ x }, { axis, keepDims }) =>
    cast(reduced(cast(x!, 'int32'), 'Max', axis, keepDims), 'bool'),
  );
  for (const of of ['ArgMax', 'ArgMin'] as const) {
    lower<tf.ArgMaxAttrs>(of, ({ x }, { axis }) => {
      const along = tf.util.parseAxisParam(axis, [...x!.shape])[0]!;
      return placeOfExtreme(x!, of, along);
    });
  }
  lower<tf.SoftmaxAttrs>('Softmax', ({ logits }) => {
    requireType('Softmax', logits!.type);
    return makeNode({ kind: 'softmax' }, [logits!], logits!.shape);
  });
  lower<tf.CumsumAttrs>('Cumsum', ({ x }, { axis, exclusive, reverse }) => {
    requireType('CumSum', x!.type);
    return makeNode(
      { kind: 'cumulate', axis: axis < 0 ? axis + x!.shape.length : axis, exclusive, reverse },
      [x!],
      x!.shape,
      x!.type,
    );
  });
  lower<tf.CumprodAttrs>('Cumprod', ({ x }, { axis, exclusive, reverse }) =>
    cumulativeProduct(x!, axis, exclusive, reverse),
  );
  lower<tf.BatchMatMulAttrs>('BatchMatMul', ({ a, b }, { transposeA, transposeB }) =>
    matmul(a!, b!, transposeA, transposeB),
  );
  lower<tf._FusedMatMulAttrs>(
    '_FusedMatMul',
    (inputs, { transposeA, transposeB, activation, leakyreluAlpha }) => {
      const product = matmul(inputs.a!, inputs.b!, transposeA, transposeB);
      const sum = inputs.bias ? add(product, inputs.bias) : product;
      return activate(sum, activation, inputs.preluActivationWeights, leakyreluAlpha);
    },
  );
  lower<tf.EinsumAttrs>('Einsum', (inputs, { equation }) => einsum(Object.values(inputs), equation));
  lower<tf.UnsortedSegmentSumAttrs>('UnsortedSegmentSum', ({ x, segmentIds }, { numSegments }) => {
    const [rows, ...rest] = x!.shape as [number, ...number[]];
    // Rows of no segment go to one more, which is cut off.
    const isNone = compare(
      'Or',
      compare('Less', segmentIds!, full(0, [], 'int32')),
      compare('GreaterOrEqual', segmentIds!, full(numSegments, [], 'int32')),
    );
    const segments = choose(isNone, full(numSegments, [], 'int32'), segmentIds!);
    const flat = reshape(x!, [rows, sizeOf(rest)]);
    const sums = makeNode({ kind: 'segmentSum' }, [flat, segments], [numSegments + 1, sizeOf(rest)], x!.type);
    return reshape(part(sums, 0, 0, numSegments), [numSegments, ...rest]);
  });
  lower<tf.FusedBatchNormAttrs>('FusedBatchNorm', batchNorm);
}

function reduced(x: GraphNode, reduction: Reduction, axis: number | number[], keepDims: boolean): GraphNode {
  const axes = tf.util.parseAxisParam(axis, [...x.shape]);
  const values = reduction === 'Mean' ? cast(x, 'float32') : x.type === 'bool' ? cast(x, 'int32') : x;
  const found = reduce(values, reduction, axes);
  const isExtreme = reduction === 'Max' || reduction === 'Min';
  const whole = isExtreme && values.type === 'float32' ? withNaN(found, values, axes) : found;
  const y = isExtreme ? cast(whole, x.type) : whole;
  return keepDims
    ? reshape(
        y,
        x.shape.map((size, i) => (axes.includes(i) ? 1 : size)),
      )
    : y;
}

/** onnxruntime's extremes pass over NaN or not, as the vectors fall. */
function withNaN(extreme: GraphNode, x: GraphNode, axes: readonly number[]): GraphNode {
  const some = reduce(cast(compare('IsNaN', x), 'float32'), 'Max', axes);
  return choose(compare('Greater', some, full(0, [])), full(Number.NaN, []), extreme);
}

/** As the eager kernels search: a NaN that comes first is kept, others are passed over. */
function placeOfExtreme(x: GraphNode, of: 'ArgMax' | 'ArgMin', axis: number): GraphNode {
  const shape = x.shape.toSpliced(axis, 1);
  const search = (values: GraphNode): GraphNode =>
    makeNode({ kind: 'argument', of, axis }, [values], shape, 'int32');
  if (x.type !== 'float32') return search(cast(x, 'int32'));
  const worst = full(of === 'ArgMax' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY, []);
  const place = search(choose(compare('IsNaN', x), worst, x));
  const first = reshape(part(x, axis, 0, 1), shape);
  return choose(compare('IsNaN', first), full(0, [], 'int32'), place);
}

function einsum(inputs: readonly GraphNode[], equation: string): GraphNode {
  const plain = equation.replace(/\s/g, '');
  const [from, to] = plain.split('->') as [string, string]; // the operation checks the equation
  const sizes = new Map(
    from
      .split(',')
      .flatMap((letters, i) => [...letters].map((one, axis) => [one, inputs[i]!.shape[axis]!] as const)),
  );
  const shape = [...to].map((letter) => sizes.get(letter)!);
  return makeNode({ kind: 'einsum', equation: plain }, inputs, shape, inputs[0]!.type);
}

/** ONNX has no such operator: factor by factor. The gradient of a product asks for it. */
function cumulativeProduct(x: GraphNode, axis: number, exclusive: boolean, reverse: boolean): GraphNode {
  const size = x.shape[axis]!;
  if (size > MOST_FACTORS)
    throw new CompileError(`A product of ${size} numbers on the way is not compiled: use sums of tf.log.`);
  const factors = Array.from({ length: size }, (_, i) => part(x, axis, i, i + 1));
  if (reverse) factors.reverse();
  let product = full(1, factors[0]!.shape, x.type) as GraphNode;
  const products = factors.map((factor) => {
    const before = product;
    product = multiply(product, factor);
    return exclusive ? before : product;
  });
  if (reverse) products.reverse();
  return size === 1 ? products[0]! : concat(products, axis);
}

const MOST_FACTORS = 256;

function batchNorm(inputs: NodeInputs, { varianceEpsilon }: tf.FusedBatchNormAttrs): GraphNode {
  const { x, mean, variance, offset, scale } = inputs;
  const normalised = divide(subtract(x!, mean!), elementwise('Sqrt', [add(variance!, varianceEpsilon)]));
  const scaled = scale ? multiply(normalised, scale) : normalised;
  return offset ? add(scaled, offset) : scaled;
}
