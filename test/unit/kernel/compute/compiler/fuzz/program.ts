import * as tf from '@tensorflow/tfjs';
import { departures } from '../againstEager';
import { type Choose, OPERATIONS, type Operand } from './operations';

/** A linear congruential generator (Numerical Recipes). */
export function createChooser(seed: number): Choose {
  let state = Math.imul(seed, 2654435761) >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const KINDS = ['gradients', 'values', 'special values'] as const;
type Kind = (typeof KINDS)[number];

/** Larger tensors find nothing that small ones do not. */
const LARGEST = 600;
/** None so large that a sum would depend on its order. */
const SPECIAL = [NaN, Infinity, -Infinity, -0, 0, 1e-39, -1e-39, 1, -1];

function randomInputs(kind: Kind, choose: Choose): tf.Tensor[] {
  const image = [1 + choose(2), 2 + choose(4), 2 + choose(4), [1, 3, 16][choose(3)]!];
  const anything = Array.from({ length: choose(6) }, () => 1 + choose(4));
  const inputs = [image, anything].map((shape) => {
    const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
      kind === 'special values' && choose(4) === 0
        ? SPECIAL[choose(SPECIAL.length)]!
        : (choose(4001) - 2000) / 1000,
    );
    return tf.tensor(values, shape);
  });
  const whole = Array.from({ length: 6 }, () => choose(9) - 4);
  return kind === 'gradients' ? inputs : [...inputs, tf.tensor(whole, [2, 3], 'int32')];
}

/** What a program computes on its way, under the names of its operations. */
function run(
  kind: Kind,
  steps: number,
  choose: Choose,
  inputs: readonly tf.Tensor[],
): Record<string, tf.Tensor> {
  const operands: Operand[] = inputs.map((tensor) => ({ tensor, isExact: true }));
  const named: Record<string, tf.Tensor> = {};
  for (let step = 0; step < steps; step++) {
    // The latest are taken more often, so that operations follow one another.
    const back = Math.min(choose(operands.length), choose(operands.length));
    const { tensor, isExact } = operands[operands.length - 1 - back]!;
    const fitting = OPERATIONS.filter(
      (one) =>
        (isExact || !one.jumps) &&
        (kind !== 'gradients' || one.hasGradient) &&
        (kind !== 'special values' || one.takesSpecial) &&
        one.applies(tensor),
    );
    const operation = fitting[choose(fitting.length)]!;
    const result = operation.apply(tensor, choose);
    if (result.size > LARGEST || result.size === 0 || result.rank > 5) continue;
    operands.push({ tensor: result, isExact: isExact && operation.isExact });
    named[`${step} ${operation.name} of ${tensor.dtype} [${tensor.shape}]`] = result;
  }
  return named;
}

/** The weighted sum of what was computed, to which every input adds. */
function total(inputs: readonly tf.Tensor[], named: Record<string, tf.Tensor>): tf.Scalar {
  const terms = [...inputs, ...Object.values(named)]
    .filter(({ dtype }) => dtype === 'float32')
    .map((x) => tf.mean(tf.mul(x, tf.reshape(tf.cos(tf.range(0, x.size)), x.shape))));
  return tf.addN(terms) as tf.Scalar;
}

/** @throws with the seed and the operations when the compiled program gives other numbers than the eager one */
export async function checkProgram(seed: number): Promise<void> {
  const kind = KINDS[seed % KINDS.length]!;
  const steps = 6 + (seed % 9);
  const options = { blocked: seed % 2 === 0, tolerance: 5e-5, onWarning: () => {} };
  const inputs = randomInputs(kind, createChooser(seed));
  const program = (...given: tf.Tensor[]): Record<string, tf.Tensor> => {
    const again = (): Choose => createChooser(seed + 1e6);
    const named = run(kind, steps, again(), given);
    if (kind !== 'gradients') return named;
    const { value, grads } = tf.valueAndGrads((...x: tf.Tensor[]) => total(x, run(kind, steps, again(), x)))(
      given,
    );
    return { ...named, value, ...Object.fromEntries(grads.map((grad, i) => [`gradient ${i}`, grad])) };
  };
  const told = (what: string): Error =>
    new Error(
      `seed ${seed} (${kind}): ${what}\n${tf.tidy(() => Object.keys(run(kind, steps, createChooser(seed + 1e6), inputs))).join('\n')}`,
    );
  const wrong = await departures(program, inputs, options).catch((error: Error) => {
    throw told(error.message);
  });
  if (wrong.length > 0) throw told(wrong.join('\n'));
  tf.dispose(inputs);
}
