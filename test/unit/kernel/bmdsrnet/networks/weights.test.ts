import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMSRResNet } from '../../../../../src/kernel/bmdsrnet/baselines';
import {
  createBMDSRNet,
  exportTfjsWeights,
  loadTfjsWeights,
  loadWeights,
  openNetwork,
  saveWeights,
} from '../../../../../src/kernel/bmdsrnet/networks';
import { decodeSafetensors } from '../../../../../src/kernel/bmdsrnet/networks/safetensors';
import type { RestorationNetwork } from '../../../../../src/kernel/bmdsrnet/types';
import { startCompute } from '../../../../../src/kernel/compute';
import { maxDifference } from '../support';

let folder: string;
beforeAll(async () => {
  await startCompute({ backend: 'wasm', threads: 1 });
  folder = await mkdtemp(join(tmpdir(), 'weights-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const tiny = (seed: number, scale: 2 | 3 = 2) => createBMDSRNet({ preset: 'tiny', scale, seed });
const flat = (net: Pick<RestorationNetwork, 'variables'>) =>
  tf.concat(net.variables.map((variable) => variable.flatten()));

it('comes back bit for bit, says what it is for, and leaves no other file', async () => {
  const [saved, loaded] = [tiny(1), tiny(2)];
  const path = join(folder, 'tiny.safetensors');
  await saveWeights(saved, path);
  await saveWeights(saved, path); // over an old one
  expect(await maxDifference(flat(saved), flat(loaded))).toBeGreaterThan(0);
  await loadWeights(loaded, path);
  expect(await maxDifference(flat(saved), flat(loaded))).toBe(0);
  const { metadata, tensors } = decodeSafetensors(await readFile(path));
  expect(metadata).toEqual({ network: 'BMDSRNet', preset: 'tiny', scale: '2', variant: 'F+C+B', seed: '1' });
  expect(tensors.get('BMDNet.B1.conv2.kernel')?.shape).toEqual([3, 3, 16, 16]);
  expect(await readdir(folder)).toEqual(['tiny.safetensors']);
});

it('names the tensor that does not fit, and changes nothing', async () => {
  const path = join(folder, 'x2.safetensors');
  await saveWeights(tiny(1), path);
  const x3 = tiny(2, 3);
  const before = flat(x3);
  await expect(loadWeights(x3, path)).rejects.toThrow(
    /tensor CoreNet\.up1\.kernel should be \[3,3,16,144\] and is \[3,3,16,64\].*preset tiny x2/,
  );
  expect(await maxDifference(before, flat(x3))).toBe(0);
  await expect(loadWeights(createBMDSRNet({ preset: 'paper-2.9M-narrow', scale: 2 }), path)).rejects.toThrow(
    /should be/,
  );
  const fewer = createBMDSRNet({ preset: 'tiny', scale: 2, config: { blocks: 1 } });
  await expect(loadWeights(fewer, path)).rejects.toThrow(
    /tensor BMDNet\.B2\.conv1\.kernel is not part of it/,
  );
  const more = createBMDSRNet({ preset: 'tiny', scale: 2, config: { fuBlocks: 3 } });
  await expect(loadWeights(more, path)).rejects.toThrow(
    /tensor FuNet\.B3\.conv1\.kernel \[3,3,16,16\] is missing/,
  );
});

it('refuses a file whose header and values disagree, and changes nothing', async () => {
  const path = join(folder, 'damaged.safetensors');
  await saveWeights(tiny(1), path);
  const bytes = await readFile(path);
  const end = 8 + Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.toString('utf8', 8, end));
  const net = tiny(2);
  const before = flat(net);
  const attempt = async (change: (entry: { shape: number[]; data_offsets?: number[] }) => void) => {
    const changed = structuredClone(header);
    change(changed['FuNet.L5.bias']);
    const text = Buffer.from(JSON.stringify(changed).padEnd(end - 8));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    await writeFile(path, Buffer.concat([length, text, bytes.subarray(end)]));
    return loadWeights(net, path);
  };
  await expect(attempt((entry) => (entry.data_offsets![1]! -= 4))).rejects.toThrow(
    /damaged: tensor FuNet\.L5\.bias \[3\] is said to have 8 bytes/,
  );
  await expect(attempt((entry) => delete entry.data_offsets)).rejects.toThrow(
    /does not say where tensor FuNet\.L5\.bias is/,
  );
  expect(await maxDifference(before, flat(net))).toBe(0);
});

it('makes the folder, and names the file that it can not write', async () => {
  const path = join(folder, 'new', 'folder', 'tiny.safetensors');
  await saveWeights(tiny(1), path);
  await loadWeights(tiny(2), path);
  // A file stands where the folder would have to be.
  await expect(saveWeights(tiny(1), join(path, 'in-a-file.safetensors'))).rejects.toThrow(
    /could not be saved to .*in-a-file\.safetensors: /,
  );
});

it('says that a file is cut, foreign or absent', async () => {
  const path = join(folder, 'whole.safetensors');
  await saveWeights(tiny(1), path);
  const bytes = await readFile(path);
  const attempt = async (content: Uint8Array | string) => {
    const broken = join(folder, 'broken.safetensors');
    await writeFile(broken, content);
    return loadWeights(tiny(2), broken);
  };
  await expect(attempt(bytes.subarray(0, bytes.length - 1))).rejects.toThrow(
    /broken\.safetensors: it is truncated: tensor FuNet/,
  );
  await expect(attempt(bytes.subarray(0, 200))).rejects.toThrow(/truncated or not safetensors/);
  await expect(attempt('abc')).rejects.toThrow(/only 3 bytes/);
  await expect(
    attempt(Buffer.concat([Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('nope')])),
  ).rejects.toThrow(/not JSON/);
  await expect(
    attempt(Buffer.concat([Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('null')])),
  ).rejects.toThrow(/not an object/);
  await expect(loadWeights(tiny(2), join(folder, 'absent'))).rejects.toThrow(/absent.*ENOENT/);
});

it('TensorFlow.js itself loads what is exported for it, shard by shard', async () => {
  // 1.2 million weights: two shards, and a tensor that goes across both.
  const net = createMSRResNet({ scale: 2, blocks: 14 });
  const path = join(folder, 'browser', 'msr.json');
  await exportTfjsWeights(net, path);
  expect((await readdir(join(folder, 'browser'))).sort()).toEqual([
    'msr-shard1of2.bin',
    'msr-shard2of2.bin',
    'msr.json',
  ]);
  const { weightsManifest, userDefinedMetadata } = JSON.parse(await readFile(path, 'utf8'));
  expect(userDefinedMetadata).toMatchObject({ network: 'MSRResNet', scale: '2' });
  const load = tf.io.weightsLoaderFactory(async (urls) =>
    Promise.all(urls.map(async (url) => Uint8Array.from(await readFile(url)).buffer)),
  );
  const loaded = await load(weightsManifest, join(folder, 'browser'));
  expect(Object.keys(loaded)).toEqual(net.variableNames);
  for (const [i, name] of net.variableNames!.entries())
    expect(await maxDifference(loaded[name]!, net.variables[i]!)).toBe(0);
  const other = createMSRResNet({ scale: 2, blocks: 14, seed: 2 });
  expect(await maxDifference(flat(other), flat(net))).toBeGreaterThan(0);
  await loadTfjsWeights(other, path);
  expect(await maxDifference(flat(other), flat(net))).toBe(0);
  await expect(exportTfjsWeights(net, join(path, 'inside.json'))).rejects.toThrow(
    /could not be written to .*inside\.json: /,
  );
});

it('weights of TensorFlow.js that do not fit, are cut or absent change nothing', async () => {
  const path = join(folder, 'tfjs', 'tiny.json');
  await exportTfjsWeights(tiny(1), path);
  const [json, shard] = [await readFile(path, 'utf8'), join(folder, 'tfjs', 'tiny-shard1of1.bin')];
  const bytes = await readFile(shard);
  const net = tiny(2);
  const before = flat(net);
  await loadTfjsWeights(tiny(3), path);
  await expect(loadTfjsWeights(createBMDSRNet({ preset: 'tiny', scale: 3 }), path)).rejects.toThrow(
    /tiny\.json do not fit .* x3: tensor CoreNet\.up1\.kernel should be \[3,3,16,144\] and is \[3,3,16,64\]\. The file is for preset tiny x2/,
  );
  await writeFile(shard, bytes.subarray(4));
  await expect(loadTfjsWeights(net, path)).rejects.toThrow(/have \d+ bytes, not \d+: they are cut/);
  await rm(shard);
  await expect(loadTfjsWeights(net, path)).rejects.toThrow(/its shard can't be read, ENOENT/);
  await writeFile(path, json.replace('"float32"', '"int32"'));
  await writeFile(shard, bytes);
  await expect(loadTfjsWeights(net, path)).rejects.toThrow(/is not plain float32/);
  await writeFile(path, '{}');
  await expect(loadTfjsWeights(net, path)).rejects.toThrow(/has no weightsManifest/);
  expect(await maxDifference(flat(net), before)).toBe(0);
});

it('a file is enough to make its network again, with what departs from the preset', async () => {
  const config = {
    blocks: 1,
    reluAfterAdd: true,
    forNet: { encoder: [4], decoder: [4], steps: 'toCentre' as const },
  };
  const net = createBMDSRNet({ preset: 'tiny', scale: 3, variant: 'F+C', seed: 5, config });
  const path = join(folder, 'departs.safetensors');
  await saveWeights(net, path);
  const opened = await openNetwork(path);
  expect([opened.name, opened.seed, opened.config]).toEqual([net.name, 5, net.config]);
  expect(await maxDifference(flat(net), flat(opened))).toBe(0);
  const msr = join(folder, 'msr.safetensors');
  await saveWeights(createMSRResNet({ scale: 2, channels: 4, blocks: 1 }), msr);
  await expect(openNetwork(msr)).rejects.toThrow(/msr\.safetensors does not say which BMDSRNet it is for/);
});
