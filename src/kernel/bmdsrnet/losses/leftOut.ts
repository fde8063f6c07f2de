import type { LossOptions, LossTerm } from './total';

/**
 * What Eqs. 1 and 2 do without, as notes for whoever trains; nothing for a network that recovers no frames.
 *
 * @param terms of the loss, as `totalLoss` names them
 */
export function leftOut(
  { perceptual, staticToDynamic, weights = {} }: LossOptions,
  terms: readonly LossTerm[],
): { kind: string; text: string }[] {
  const notes: { kind: string; text: string }[] = [];
  if (!terms.includes('centre')) return notes;
  const trains = (term: 'centre' | 'pairs'): boolean => staticToDynamic * (weights[term] ?? 1) > 0;
  if (!perceptual && trains('centre')) {
    notes.push({
      kind: 'no perceptual term',
      text: 'Eq. 1 is trained without its perceptual term, because no VGG19 file was given (see loadVGG19).',
    });
  }
  if (!terms.includes('pairs') && (trains('centre') || trains('pairs'))) {
    const shrunk = 'Eq. 1 compares the centre frame with the sharp image shrunk by MATLAB bicubic, and ';
    notes.push({
      kind: 'no LR frames',
      text: `The data has no LR frames: ${trains('centre') ? shrunk : ''}Eq. 2 is left out.`,
    });
  }
  return notes;
}
