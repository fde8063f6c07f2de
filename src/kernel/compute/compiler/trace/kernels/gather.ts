import * as tf from '@tensorflow/tfjs';
import { choose, compare, gather, reshape, transpose } from '../../build';
import { type GraphNode, isConstant, makeNode } from '../../node';
import { constantNode, constantValues, full } from '../constants';
import { lower } from '../lowering';

export function registerGather(): void {
  lower<tf.GatherV2Attrs>('GatherV2', ({ x, indices }, { axis, batchDims }) => {
    const along = axis < 0 ? axis + x!.shape.length : axis;
    const size = constantNode([x!.shape[along]!], [], 'int32');
    const at = refusable(indices!, size);
    return batchDims === 0 ? gather(x!, at, along) : gatherOfBatches(x!, at, along, batchDims);
  });
  lower('GatherNd', ({ params: x, indices }) => {
    const axes = indices!.shape.at(-1)!;
    const sizes = constantNode(x!.shape.slice(0, axes), [axes], 'int32');
    return gatherNd(x!, refusable(indices!, sizes), 0);
  });
}

/** Negative indices count from the end for onnxruntime; like the eager kernels it shall refuse them, so they become too large. */
function refusable(indices: GraphNode, sizes: GraphNode): GraphNode {
  const isSafe = isConstant(indices) && constantValues(indices).every((index) => index >= 0);
  return isSafe ? indices : choose(compare('Less', indices, full(0, [], 'int32')), sizes, indices);
}

function gatherNd(x: GraphNode, at: GraphNode, batchAxes: number): GraphNode {
  const axes = at.shape.at(-1)!;
  const shape = [...at.shape.slice(0, -1), ...x.shape.slice(batchAxes + axes)];
  return makeNode({ kind: 'gatherNd', batchAxes }, [x, at], shape, x.type);
}

/** Each element of the batch has indices of its own. */
function gatherOfBatches(x: GraphNode, indices: GraphNode, axis: number, batchDims: number): GraphNode {
  const shapeOnly = ({ shape, type }: GraphNode) => ({ shape: [...shape], dtype: type }) as tf.Tensor; // no values are read
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } =
    tf.backend_util.segment_util.collectGatherOpShapeInfo(shapeOnly(x), shapeOnly(indices), axis, batchDims);
  const rows = transpose(reshape(x, [batchSize, outerSize, dimSize, sliceSize]), [0, 2, 1, 3]);
  const taken = gatherNd(rows, reshape(indices, [batchSize, indexCount(indices, batchSize), 1]), 1);
  return reshape(transpose(taken, [0, 2, 1, 3]), outputShape);
}

const indexCount = ({ shape }: GraphNode, batchSize: number): number =>
  shape.reduce((product, size) => product * size, 1) / batchSize;
