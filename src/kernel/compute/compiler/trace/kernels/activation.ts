import { elementwise, maximum, minimum } from '../../build';
import type { GraphNode } from '../../node';
import { CompileError } from '../error';

/** The activation of a fused kernel. */
export function activate(
  x: GraphNode,
  name: string,
  preluWeights: GraphNode | undefined,
  alpha: number | undefined,
): GraphNode {
  switch (name) {
    case 'linear':
      return x;
    case 'relu':
      return elementwise('Relu', [x]);
    case 'relu6':
      return minimum(maximum(x, 0), 6);
    case 'elu':
      return elementwise('Elu', [x]);
    case 'sigmoid':
      return elementwise('Sigmoid', [x]);
    case 'leakyrelu':
      return elementwise('LeakyRelu', [x], { attributes: { alpha: { float: alpha ?? 0 } } });
    case 'prelu':
      return elementwise('PRelu', [x, preluWeights!]);
    default:
      throw new CompileError(
        `The fused activation ${name} cannot be compiled: apply it as an operation of its own.`,
      );
  }
}
