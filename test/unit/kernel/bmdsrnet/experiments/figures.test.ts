import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBicubic } from '../../../../../src/kernel/bmdsrnet/baselines';
import { readImage, renderScene, sharpFolder, writePng } from '../../../../../src/kernel/bmdsrnet/data';
import { photographFigures, resultFigures } from '../../../../../src/kernel/bmdsrnet/experiments';
import { createBMDSRNet } from '../../../../../src/kernel/bmdsrnet/networks';
import { startCompute } from '../../../../../src/kernel/compute';
import { noiseData } from './noiseData';

const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-figures-'));
beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('figures of results', () => {
  it('show the samples that were asked for, and frames where a method recovers them', async () => {
    const { training } = await noiseData(1, 5)(2);
    const network = createBMDSRNet({ preset: 'tiny', scale: 2 });
    const out = path.join(folder, 'samples');
    const methods = [
      { name: 'bicubic', network: createBicubic(2) },
      { name: network.name, network },
    ];
    const files = await resultFigures(methods, training, { samples: [4, 1], out });
    expect(readdirSync(out).length).toBe(4);
    expect(files.map((file) => path.basename(file))).toEqual(
      [4, 1].flatMap((i) => [`x2-sample${i}.png`, `x2-sample${i}-frames.png`]),
    );
    // Input, two methods and the ground truth beside each other; seven frames.
    expect((await readImage(files[0]!)).width).toBe(2 * 16 + 4 * 400 + 3 * 10);
    expect((await readImage(files[1]!)).width).toBe(2 * 16 + 7 * 220 + 6 * 6);
    await expect(resultFigures(methods, training, { samples: [5], out })).rejects.toThrow(
      /no sample 5.*has 5/,
    );
    network.dispose();
  });

  it('find the images of other programs by the names of the samples that are drawn', async () => {
    const scenes = renderScene({ seed: 1, width: 24, height: 24, frames: 3 });
    for (const [i, image] of scenes.entries()) {
      await writePng(path.join(folder, 'hr', `s${i}.png`), image);
      await writePng(path.join(folder, 'theirs', `s${i}.png`), image);
    }
    const set = await sharpFolder(path.join(folder, 'hr'), { scale: 2 });
    const theirs = [{ name: 'theirs', results: path.join(folder, 'theirs') }];
    const [figure] = await resultFigures(theirs, set, { samples: [2], out: path.join(folder, 'named') });
    expect(path.basename(figure!)).toBe('x2-sample2.png');
  });
});

describe('figures of photographs', () => {
  it('show input, bicubic and networks with their frames, and measure nothing', async () => {
    const photograph = path.join(folder, 'photograph.png');
    await writePng(photograph, renderScene({ seed: 2, width: 40, height: 30, frames: 1 })[0]!);
    const network = createBMDSRNet({ preset: 'tiny', scale: 2 });
    const out = path.join(folder, 'photographs');
    const files = await photographFigures([{ name: 'ours', network }], [photograph], { out });
    expect(readdirSync(out)).toEqual(['photograph_x2-frames.png', 'photograph_x2.png']);
    expect((await readImage(files[0]!)).width).toBe(2 * 16 + 3 * 400 + 2 * 10);
    const other = { name: 'other', network: createBicubic(3) };
    await expect(photographFigures([{ name: 'ours', network }, other], [photograph])).rejects.toThrow(
      /one scale; these have 2, 3/,
    );
    network.dispose();
  });
});
