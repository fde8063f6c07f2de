import type { LossOptions } from './total';

const NORMS = { mse: 'mean squared error', l1: 'mean absolute error', charbonnier: 'Charbonnier loss' };

/** The loss in words for the beginning of a run: what is measured, with which weights, and what is left out. */
export function describeLoss({
  reconstruction,
  staticToDynamic,
  perceptual,
  continuity = 0,
  weights = {},
}: LossOptions): string {
  const eq1 = perceptual
    ? `with the perceptual term (weight ${perceptual.weight}${perceptual.source ? `, features of ${perceptual.source.file}` : ''})`
    : 'without its perceptual term, because no VGG19 file was given (see loadVGG19)';
  const sentences = [
    `Eq. 1 ${eq1}; Eqs. 1 and 2 weigh ${staticToDynamic}.`,
    `Eq. 3 is the ${NORMS[reconstruction]} of every HR image.`,
  ];
  if (continuity > 0) sentences.push(`The continuity term weighs ${continuity}.`);
  const changed = Object.entries(weights).map(([term, weight]) => `${term} ${weight}`);
  if (changed.length > 0) sentences.push(`Weights of single terms: ${changed.join(', ')}.`);
  return sentences.join(' ');
}
