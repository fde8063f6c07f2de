import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  folderPair,
  goproLargeAll,
  type Manifest,
  type Miniature,
  synthesise,
  synthesised,
  writeMiniatureGopro,
} from '../../../../../src/kernel/bmdsrnet/data';
import { bundleDataWorker } from './dataWorker';

let folder: string;
let mini: Miniature;
let workerFile: string;
const at = (...parts: string[]): string => path.join(folder, ...parts);
const open = (options = {}) =>
  goproLargeAll(mini.largeAll, { split: 'train', scale: 2, stride: 2, ...options });

/** Every file of a folder with its content. */
async function contents(place: string): Promise<Map<string, string>> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));
  const read = files
    .sort()
    .map(async (file) => [path.relative(place, file), await readFile(file, 'base64')] as const);
  return new Map(await Promise.all(read));
}

let whole: Map<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'synthesis-'));
  [mini, workerFile] = await Promise.all([
    writeMiniatureGopro(folder, { frames: 17, width: 24, height: 20 }),
    bundleDataWorker(folder),
  ]);
  await synthesise(await open(), at('whole'), { workers: 0 });
  whole = await contents(at('whole'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('synthesise', () => {
  it('writes what the source gives, and a manifest that proves it', async () => {
    const [source, disk] = [await open(), await synthesised(at('whole'))];
    expect([disk.length, disk.description]).toEqual([6, source.description]);
    for (const i of [0, 5]) expect(await disk.at(i)).toEqual(await source.at(i));
    const manifest = JSON.parse(await readFile(at('whole/manifest.json'), 'utf8')) as Manifest;
    expect(manifest.settings).toEqual({ scale: 2, gamma: 1, roundMean: true, arithmetic: 'double' });
    expect(Object.keys(manifest.versions)).toEqual(['bmdsrnet-notebooks', 'node', 'sharp', 'vips']);
    const { createHash } = await import('node:crypto');
    const files = manifest.samples.flatMap((sample) => sample.files);
    expect(files.length).toBe(6 * 9);
    for (const file of files) {
      const bytes = await readFile(at('whole', file.path));
      expect([file.bytes, file.sha256]).toEqual([
        bytes.length,
        createHash('sha256').update(bytes).digest('hex'),
      ]);
    }
    // Its LR and HR images are a folder pair for other programs too.
    const pair = await folderPair(at('whole'), { scale: 2, lr: 'blurred', hr: 'sharp' });
    expect((await pair.at(0)).sharp).toEqual((await source.at(0)).sharp);
  });

  it('gives the same bytes with any number of threads, after an abort, and after files were lost', async () => {
    const abort = new AbortController();
    const progress: string[] = [];
    const stopped = synthesise(await open(), at('parts'), {
      workers: 2,
      workerFile,
      signal: abort.signal,
      onProgress: (done, total) => {
        progress.push(`${done}/${total}`);
        if (done === 2) abort.abort();
      },
    });
    await expect(stopped).rejects.toThrow(/abort/);
    expect(progress.length).toBeLessThan(6);
    await expect(synthesised(at('parts'))).rejects.toThrow(
      /not complete: call synthesise .* again, it goes on/,
    );
    // What a killed process leaves: a file being written, and a line cut off.
    await writeFile(at('parts/blurred/x.png.0.tmp'), 'half');
    await writeFile(at('parts/finished.jsonl'), '{"name":"MINI', { flag: 'a' });
    const resumed: number[] = [];
    const onProgress = (done: number): void => void resumed.push(done);
    await synthesise(await open(), at('parts'), { workers: 1, workerFile, onProgress });
    expect(resumed[0]).toBeGreaterThanOrEqual(2);
    expect(await contents(at('parts'))).toEqual(whole);

    const lost = [...whole.keys()].filter((file) => /sharp|frames/.test(file)).slice(-3);
    for (const file of lost) await rm(at('parts', file));
    await writeFile(at('parts', [...whole.keys()].find((file) => file.startsWith('blurred'))!), '');
    await synthesise(await open(), at('parts'), { workers: 0 });
    expect(await contents(at('parts'))).toEqual(whole);
  });

  it('has one writer at a time, whose files the second leaves alone', async () => {
    const source = await open();
    const first = synthesise(source, at('once'), {
      workers: 1,
      workerFile,
      onProgress: async (done) => {
        if (done === 1)
          second = expect(synthesise(source, at('once'))).rejects.toThrow(/This process is writing into/);
      },
    });
    let second: Promise<void> | undefined;
    await first;
    expect(second).toBeDefined();
    await second;
    expect(await contents(at('once'))).toEqual(whole);
  });

  it('refuses other settings, other samples and other content', async () => {
    await expect(synthesise(await open({ gamma: 2.2, scale: 3 }), at('whole'))).rejects.toThrow(
      /holds a set with other settings: scale is 2 there and 3 here; gamma is 1 there and 2.2 here\. Give another folder/,
    );
    await expect(synthesise(await open({ stride: 5 }), at('whole'))).rejects.toThrow(
      /its samples come from 6 other source images or windows than these 3 \(there: "6 windows/,
    );
    await expect(synthesise(await open(), at('GOPRO_Large'))).rejects.toThrow(
      /is not empty and holds no manifest\.json of a set \(it holds test, train\)/,
    );
    await expect(synthesise(await synthesised(at('whole')), at('other'))).rejects.toThrow(/made already/);
    await expect(synthesised(at('GOPRO_Large'))).rejects.toThrow(/holds no manifest\.json: give the folder/);
    await mkdir(at('strange'));
    await writeFile(at('strange/manifest.json'), '{}');
    await expect(synthesise(await open(), at('strange'))).rejects.toThrow(/is not the manifest of a set/);
  });

  it('names a frame that cannot be read, and goes on once it can', async () => {
    const source = at('broken/GOPRO_Large_all');
    await cp(mini.largeAll, source, { recursive: true });
    const frame = path.join(source, 'train/MINI0001_07_00/000116.png');
    const intact = await readFile(frame);
    await writeFile(frame, intact.subarray(0, intact.length / 2));
    const options = { split: 'train', scale: 2, stride: 2 } as const;
    const run = async () =>
      synthesise(await goproLargeAll(source, options), at('broken/out'), { workers: 0 });
    await expect(run()).rejects.toThrow(/000116\.png is damaged or cut off/);
    await writeFile(frame, intact);
    await run();
    expect(await contents(at('broken/out'))).toEqual(whole);
  });
});
