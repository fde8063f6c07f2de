import type { Given } from './given';
import type { DataArguments } from './types';
import { oneOf, positive, present, whole } from './values';

/**
 * What `--data` and what belongs to it say.
 * @param patch side of the LR patches: procedural images are at least as large
 */
export function dataArguments(texts: Given['texts'], patch = 0): DataArguments {
  const { data: folder = 'procedural', limit, stride, gamma, gaps } = texts;
  const ofFrames = {
    limit: limit === undefined ? undefined : whole('limit', limit),
    stride: stride === undefined ? undefined : whole('stride', stride),
    gamma: gamma === undefined ? undefined : positive('gamma', gamma),
    gaps: gaps === undefined ? undefined : oneOf('gaps', gaps, ['refuse', 'split', 'ignore'] as const),
  };
  const drawn = {
    scenes: whole('scenes', texts.scenes ?? '48'),
    heldOut: whole('held-out', texts['held-out'] ?? '24'),
    lrSize: whole('size', texts.size ?? String(Math.max(96, patch))),
  };
  const without = (names: readonly string[], of: string): void => {
    const given = names.find((name) => texts[name] !== undefined);
    if (given) throw new Error(`--${given} is for ${of}`);
  };
  if (folder === 'procedural') {
    without(['limit', 'stride', 'gamma', 'gaps'], 'data in a folder: give --data FOLDER');
    return { procedural: drawn };
  }
  without(['scenes', 'held-out', 'size'], '--data procedural');
  return { folder, options: present(ofFrames) };
}
