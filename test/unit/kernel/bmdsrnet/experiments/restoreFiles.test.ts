import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImage, writePng } from '../../../../../src/kernel/bmdsrnet/data';
import { restoreFiles } from '../../../../../src/kernel/bmdsrnet/experiments';
import { createBMDSRNet, openNetwork, saveWeights } from '../../../../../src/kernel/bmdsrnet/networks';
import { startCompute } from '../../../../../src/kernel/compute';
import { picture } from './noiseData';

const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-restore-files-'));
beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('restoring files', () => {
  it('restores what can be read with the network that the weights are of, tells what it took, and names the rest', async () => {
    const weights = path.join(folder, 'net.safetensors');
    const net = createBMDSRNet({ preset: 'tiny', scale: 3, variant: 'SRNet', seed: 4 });
    await saveWeights(net, weights);
    net.dispose();
    const images = path.join(folder, 'images');
    await writePng(path.join(images, 'a.png'), picture(1, 9));
    await writePng(path.join(images, 'b.png'), picture(2, 200));
    writeFileSync(path.join(images, 'broken.png'), 'no picture');
    const network = await openNetwork(weights);
    expect(network.name).toContain('SRNet');
    const out = path.join(folder, 'restored');
    const restoring = restoreFiles(network, [images], { out, maxPixels: 150 ** 2 });
    await expect(restoring).rejects.toThrow(/1 of 3 images.*broken\.png/s);
    const written = ['a_x3.png', 'b_x3.png', 'config.json'];
    expect(readdirSync(out)).toEqual([...written, ...['csv', 'md', 'tex'].map((end) => `restored.${end}`)]);
    expect(await readImage(path.join(out, 'a_x3.png'))).toMatchObject({ width: 27, height: 27 });
    const [head, a, b] = readFileSync(path.join(out, 'restored.csv'), 'utf8').split('\r\n');
    expect(head).toBe(
      'File,Network,Width,Height,HR (megapixels),Time (s),Speed (megapixels/s),Tiles,Written,Protocol',
    );
    expect(a).toMatch(/a\.png,[^,]*SRNet.*,9,9,0\.000729,[\d.e-]+,[\d.e-]+,1,/);
    expect(b).toMatch(/b\.png,.*,200,200,0\.36,[\d.e-]+,[\d.e-]+,4,/);
    expect(readFileSync(path.join(out, 'restored.md'), 'utf8')).toContain(
      '1 of 2 restorations were cut into tiles',
    );
    expect(JSON.parse(readFileSync(path.join(out, 'config.json'), 'utf8'))).toMatchObject({
      network: { scale: 3, metadata: { variant: 'SRNet', preset: 'tiny' } },
      settings: { frames: false, maxPixels: 150 ** 2 },
    });
    await expect(restoreFiles(network, [path.join(folder, 'nothing')], { out })).rejects.toThrow(
      /no image or folder/,
    );
    network.dispose();
  });
});
