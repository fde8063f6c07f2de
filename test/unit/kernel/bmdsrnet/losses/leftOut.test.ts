import { expect, it } from 'vitest';
import { leftOut } from '../../../../../src/kernel/bmdsrnet/losses/leftOut';

const SHRUNK = 'Eq. 1 compares the centre frame with the sharp image shrunk by MATLAB bicubic, and ';
const VGG19 = expect.stringMatching(/without its perceptual term/);

it.each([
  [{}, 1, [VGG19, `The data has no LR frames: ${SHRUNK}Eq. 2 is left out.`]],
  [{ centre: 0 }, 1, ['The data has no LR frames: Eq. 2 is left out.']],
  [{ centre: 0, pairs: 0 }, 1, []],
  [{}, 0, []],
])('without LR frames says what is trained with weights %o of %d', (weights, staticToDynamic, texts) => {
  const options = { reconstruction: 'mse', staticToDynamic, weights } as const;
  expect(leftOut(options, ['centre', 'output']).map(({ text }) => text)).toEqual(texts);
});
