import * as tf from '@tensorflow/tfjs';
import { add, cast, divide, elementwise, matmul, multiply, reduce, reshape, subtract } from '../../build';
import { type GraphNode, makeNode, type Reduction, sizeOf } from '../../node';
import { constantNode } from '../constants';
import { lower, type NodeInputs } from '../lowering';
import { activate } from './activation';

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
      return makeNode({ kind: 'argument', of, axis: along }, [x!], x!.shape.toSpliced(along, 1), 'int32');
    });
  }
  lower<tf.SoftmaxAttrs>('Softmax', ({ logits }) => makeNode({ kind: 'softmax' }, [logits!], logits!.shape));
  lower<tf.CumsumAttrs>('Cumsum', ({ x }, { axis, exclusive, reverse }) =>
    makeNode(
      { kind: 'cumulate', axis: axis < 0 ? axis + x!.shape.length : axis, exclusive, reverse },
      [x!],
      x!.shape,
      x!.type,
    ),
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
  lower<tf.UnsortedSegmentSumAttrs>('UnsortedSegmentSum', ({ x, segmentIds }, { numSegments }) => {
    const segments = constantNode(
      Int32Array.from({ length: numSegments }, (_, i) => i),
      [numSegments, 1],
      'int32',
    );
    const belongs = cast(elementwise('Equal', [segments, segmentIds!], { type: 'bool' }), 'float32');
    const [rows, ...rest] = x!.shape as [number, ...number[]];
    return reshape(matmul(belongs, reshape(x!, [rows, sizeOf(rest)])), [numSegments, ...rest]);
  });
  lower<tf.FusedBatchNormAttrs>('FusedBatchNorm', batchNorm);
}

function reduced(x: GraphNode, reduction: Reduction, axis: number | number[], keepDims: boolean): GraphNode {
  const axes = tf.util.parseAxisParam(axis, [...x.shape]);
  const y = reduce(
    reduction === 'Mean' ? cast(x, 'float32') : x.type === 'bool' ? cast(x, 'int32') : x,
    reduction,
    axes,
  );
  return keepDims
    ? reshape(
        y,
        x.shape.map((size, i) => (axes.includes(i) ? 1 : size)),
      )
    : y;
}

function batchNorm(inputs: NodeInputs, { varianceEpsilon }: tf.FusedBatchNormAttrs): GraphNode {
  const { x, mean, variance, offset, scale } = inputs;
  const normalised = divide(subtract(x!, mean!), elementwise('Sqrt', [add(variance!, varianceEpsilon)]));
  const scaled = scale ? multiply(normalised, scale) : normalised;
  return offset ? add(scaled, offset) : scaled;
}
