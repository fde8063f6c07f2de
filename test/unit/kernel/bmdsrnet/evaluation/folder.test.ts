import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bicubic, renderScene, writePng } from '../../../../../src/kernel/bmdsrnet/data';
import { evaluateFolder } from '../../../../../src/kernel/bmdsrnet/evaluation';
import { measure, paperProtocol } from '../../../../../src/kernel/bmdsrnet/metrics';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bmdsrnet-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

const picture = (seed: number) => renderScene({ seed, width: 48, height: 32, frames: 1 })[0]!;
const place = (...parts: string[]) => path.join(folder, ...parts);

it('measures result files by name, sub-folders included', async () => {
  const images = [1, 2].map(picture);
  const results = images.map((image) => bicubic(bicubic(image, 1 / 2), 2));
  const names = ['a/000', 'b/000'];
  for (const [i, name] of names.entries()) {
    await writePng(place('truth', `${name}.png`), images[i]!);
    await writePng(place('GFN', `${name}.png`), results[i]!);
  }
  const evaluation = await evaluateFolder(place('GFN'), place('truth'), paperProtocol(2));
  expect(evaluation).toMatchObject({ name: 'GFN', measuredOn: '2 images of truth' });
  expect(evaluation.images.map(({ file }) => file)).toEqual(names);
  // Files hold 8 bits, and so does the protocol.
  const direct = measure(results[0]!, images[0]!, paperProtocol(2));
  expect(evaluation.images[0]!.psnr).toBeCloseTo(direct.psnr, 8);
  expect(evaluation.protocolText).toMatch(/3 px border cut.*3-D SSIM/);
});

it('names files without a partner, and sizes that differ', async () => {
  for (const name of ['1', '2', '3']) await writePng(place('truth', `${name}.png`), picture(1));
  for (const name of ['2', '3', '4']) await writePng(place('ours', `${name}.png`), picture(1));
  await expect(evaluateFolder(place('ours'), place('truth'))).rejects.toThrow(
    /ours has no result for 1; .*truth has no ground truth for 4/,
  );
  await writePng(place('small', '1.png'), bicubic(picture(1), 1 / 2));
  await writePng(place('one', '1.png'), picture(1));
  await expect(evaluateFolder(place('small'), place('one'))).rejects.toThrow(
    /1 has 24x16 pixels in .*small but 48x32 in .*one/,
  );
  await expect(evaluateFolder(place('absent'), place('one'))).rejects.toThrow(/absent cannot be listed/);
});
