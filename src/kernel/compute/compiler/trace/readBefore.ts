import * as tf from '@tensorflow/tfjs';
import { readValuesLater } from './engine';
import { type InputSpec, type Results, trace } from './trace';
import { tracing } from './tracingBackend';

/** Backends that in Node give values asynchronously only; what was read once is then there at once. */
const ASYNCHRONOUS = new Set(['webgpu']);

/**
 * Makes the values of the variables and tensors that a function reads available at once, for `trace` and those who take
 * its states: finds them by recording the function with zeros in their place.
 */
export async function readBefore(
  fn: (...inputs: tf.Tensor[]) => Results,
  specs: readonly InputSpec[],
): Promise<void> {
  if (!ASYNCHRONOUS.has(tf.getBackend())) return;
  const unread = new Set<object>();
  const { states, variables } = tracing.withoutValues(unread, () => trace(fn, specs, false));
  for (const id of states.flatMap(({ ids }) => ids)) unread.add(variables.get(id)!.dataId);
  for (const dataId of unread) await readValuesLater(dataId);
}
