import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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
    const tables = ['csv', 'md', 'tex'].map((end) => `x2-methods.${end}`);
    expect(readdirSync(out).filter((name) => !name.endsWith('.png'))).toEqual(['config.json', ...tables]);
    const csv = readFileSync(path.join(out, 'x2-methods.csv'), 'utf8');
    expect(csv).toMatch(/^bicubic,[\d.]+,.*^BMDSRNet.*,[\d.]+,/ms);
    expect(readFileSync(path.join(out, 'x2-methods.md'), 'utf8')).toMatch(/only what is drawn.*sample 4, 1/);
    expect(JSON.parse(readFileSync(path.join(out, 'config.json'), 'utf8'))).toMatchObject({
      methods: [{ name: 'bicubic' }, { metadata: { preset: 'tiny' } }],
      settings: { samples: [4, 1], protocol: { colour: 'RGB' } },
      data: { samples: 5 },
      environment: { backend: 'wasm' },
    });
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
    const beside = ['config.json', ...['csv', 'md', 'tex'].map((end) => `restored.${end}`)];
    expect(readdirSync(out).sort()).toEqual([
      ...[beside[0], 'photograph_x2-frames.png', 'photograph_x2.png'],
      ...beside.slice(1),
    ]);
    expect(readFileSync(path.join(out, 'restored.csv'), 'utf8')).toMatch(
      /photograph\.png,ours,40,30,0\.0048,/,
    );
    // One name in two folders would be one file.
    const twin = path.join(folder, 'twin', 'photograph.png');
    await writePng(twin, await readImage(photograph));
    await expect(photographFigures([{ name: 'ours', network }], [photograph, twin], { out })).rejects.toThrow(
      /would both be written to .*photograph_x2\.png/,
    );
    expect((await readImage(files[0]!)).width).toBe(2 * 16 + 3 * 400 + 2 * 10);
    const other = { name: 'other', network: createBicubic(3) };
    await expect(photographFigures([{ name: 'ours', network }, other], [photograph])).rejects.toThrow(
      /one scale; these have 2, 3/,
    );
    network.dispose();
  });
});
