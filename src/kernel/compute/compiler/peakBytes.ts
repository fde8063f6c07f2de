import type * as tf from '@tensorflow/tfjs';
import { endsOf, type GraphNode, inOrder, sizeOf } from './node';
import { simplify } from './simplify';
import { type Results, trace } from './trace/trace';

/** Names for values that are there already. */
const SHARING = new Set<GraphNode['op']['kind']>(['input', 'constant', 'reshape']);

/**
 * The tensor memory in bytes that a compiled function of one tensor holds at its peak, by recording it; nothing is
 * computed, so any size will do. A tensor lives from the operation that makes it to the last that reads it; what an
 * operation reads and writes may be there in a second layout meanwhile.
 *
 * @throws CompileError where the function cannot be recorded
 */
export function peakBytes(fn: (x: tf.Tensor) => Results, shape: readonly number[]): number {
  const graph = simplify(trace((x) => fn(x!), [{ shape, type: 'float32' }], false));
  const ends = endsOf(graph);
  const weights = new Set(graph.states.map(({ input }) => input));
  const bytesOf = (node: GraphNode): number =>
    node.op.kind === 'constant' || weights.has(node) ? 0 : 4 * sizeOf(node.shape);
  const order = inOrder(ends);
  const lastUse = new Map<GraphNode, number>();
  order.forEach((node, at) => {
    for (const input of node.inputs) lastUse.set(owner(input), at);
  });
  for (const node of ends) lastUse.set(owner(node), order.length);
  const expiring = new Map<number, GraphNode[]>();
  for (const [node, at] of lastUse) expiring.set(at, [...(expiring.get(at) ?? []), node]);

  let held = 0;
  let peak = 0;
  order.forEach((node, at) => {
    if (SHARING.has(node.op.kind)) return;
    held += bytesOf(node);
    const copies = [node, ...node.inputs].reduce((sum, one) => sum + bytesOf(one), 0);
    peak = Math.max(peak, held + copies);
    for (const gone of expiring.get(at) ?? []) held -= SHARING.has(gone.op.kind) ? 0 : bytesOf(gone);
  });
  return peak;
}

function owner(node: GraphNode): GraphNode {
  return node.op.kind === 'reshape' ? owner(node.inputs[0]!) : node;
}
