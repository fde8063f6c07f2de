import type * as tf from '@tensorflow/tfjs';
import { type GraphNode, inOrder, sizeOf } from './node';
import { trace } from './trace/trace';

/** What a function costs, without running it. */
export interface Cost {
  /** Multiply-adds of convolutions and matrix products; zero padding counts like pixels. */
  multiplyAdds: number;
  /** Convolutions and transposed convolutions. */
  convolutions: number;
}

/**
 * Counts what a function of one tensor costs at a given shape, by recording it; nothing is computed, so any size will do.
 *
 * @throws CompileError where the function cannot be recorded
 */
export function countCost(fn: (x: tf.Tensor) => tf.Tensor, shape: readonly number[]): Cost {
  const { results } = trace((x) => fn(x!), [{ shape, type: 'float32' }], false);
  const cost: Cost = { multiplyAdds: 0, convolutions: 0 };
  for (const node of inOrder(results)) {
    const { kind } = node.op;
    if (kind === 'conv' || kind === 'convInput') cost.convolutions++;
    cost.multiplyAdds += multiplyAdds(node);
  }
  return cost;
}

function multiplyAdds({ op, inputs, shape }: GraphNode): number {
  if (op.kind === 'matmul') return sizeOf(shape) * inputs[0]!.shape.at(op.transposeA ? -2 : -1)!;
  if (op.kind !== 'conv' && op.kind !== 'convInput') return 0;
  // Either way each pixel of the convolution's output meets each weight of the filter once.
  const { kernel, input, output, depthwise } = op.convolution;
  const weights = kernel[0] * kernel[1] * (depthwise ? 1 : input[2]) * output[2];
  return shape[0]! * output[0] * output[1] * weights;
}
