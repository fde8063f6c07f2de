import { broadcast } from '../../broadcast';
import { add, choose, compare, elementwise, not } from '../../build';
import { type GraphNode, makeNode } from '../../node';
import { full } from '../constants';

/** The whole number below a / b, computed in float64 as the eager kernels do; 0 where there is none (b = 0). */
export const floorDivide = (a: GraphNode, b: GraphNode): GraphNode =>
  makeNode({ kind: 'floorDivide' }, [a, b], broadcast([a.shape, b.shape]), 'int32');

/** a - floor(a / b) b: exact, with the sign of b. */
export function remainder(a: GraphNode, b: GraphNode): GraphNode {
  const zero = full(0, [], a.type);
  if (a.type !== 'float32') {
    // Whole numbers have no NaN for the remainder of a division by zero: the eager kernels give 0.
    return elementwise('Mod', [a, choose(compare('Equal', b, zero), full(1, [], b.type), b)]);
  }
  const signOfA = elementwise('Mod', [a, b], { attributes: { fmod: 1 } });
  const differs = compare('Xor', compare('Less', signOfA, zero), compare('Less', b, zero));
  const isShort = compare('And', differs, not(compare('Equal', signOfA, zero)));
  return choose(isShort, add(signOfA, b), signOfA);
}
