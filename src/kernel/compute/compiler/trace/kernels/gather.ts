import * as tf from '@tensorflow/tfjs';
import { gather, reshape, transpose } from '../../build';
import { type GraphNode, makeNode } from '../../node';
import { lower } from '../lowering';

export function registerGather(): void {
  lower<tf.GatherV2Attrs>('GatherV2', ({ x, indices }, { axis, batchDims }) => {
    const along = axis < 0 ? axis + x!.shape.length : axis;
    return batchDims === 0 ? gather(x!, indices!, along) : gatherOfBatches(x!, indices!, along, batchDims);
  });
  lower('GatherNd', ({ params, indices }) => gatherNd(params!, indices!, 0));
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
