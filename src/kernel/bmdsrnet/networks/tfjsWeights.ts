import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { RestorationNetwork } from '../types';
import { namedVariables } from './weights';

/** TensorFlow.js cuts larger files of weights into shards of 4 MiB, which browsers fetch side by side. */
const SHARD_BYTES = 4 * 2 ** 20;

/**
 * Writes the weights as TensorFlow.js does for a browser: `NAME.json` with the keys `weightsManifest` and
 * `userDefinedMetadata` of a model file, beside it `NAME-shard1of2.bin` and so on. There is no topology, because a
 * BMDSRNet is no graph of layers. To load it: `tf.io.loadWeights(json.weightsManifest, folder)`.
 *
 * @param path of the JSON file
 * @throws Error that names the file and says why it could not be written
 */
export async function exportTfjsWeights(net: RestorationNetwork, path: string): Promise<void> {
  const { data, specs } = await tf.io.encodeWeights(Object.fromEntries(namedVariables(net)));
  const bytes = new Uint8Array(tf.io.CompositeArrayBuffer.join(data));
  const count = Math.max(1, Math.ceil(bytes.length / SHARD_BYTES));
  const name = basename(path).replace(/\.json$/, '');
  const shards = Array.from({ length: count }, (_, i) => ({
    file: `${name}-shard${i + 1}of${count}.bin`,
    bytes: bytes.subarray(i * SHARD_BYTES, (i + 1) * SHARD_BYTES),
  }));
  const manifest: tf.io.WeightsManifestConfig = [{ paths: shards.map(({ file }) => file), weights: specs }];
  const json = JSON.stringify({ weightsManifest: manifest, userDefinedMetadata: net.metadata ?? {} });
  try {
    await mkdir(dirname(path), { recursive: true });
    for (const shard of shards) await replace(join(dirname(path), shard.file), shard.bytes);
    await replace(path, json); // last: it tells of nothing that is not there
  } catch (error) {
    throw new Error(
      `The weights could not be written to ${path}: ${(error as Error).message}. Choose another place, or make room there.`,
      { cause: error },
    );
  }
}

async function replace(path: string, content: Uint8Array | string): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(unfinished, content);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {}); // the first error is the one to tell
    throw error;
  }
}
