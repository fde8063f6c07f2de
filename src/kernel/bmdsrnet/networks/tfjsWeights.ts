import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { replaceFile } from '../replaceFile';
import type { RestorationNetwork } from '../types';
import type { StoredTensor } from './safetensors';
import { assignWeights, namedVariables } from './weights';

/** TensorFlow.js cuts larger files of weights into shards of 4 MiB, which browsers fetch side by side. */
const SHARD_BYTES = 4 * 2 ** 20;

/**
 * Writes the weights as TensorFlow.js does for a browser: `NAME.json` with the keys `weightsManifest` and
 * `userDefinedMetadata` of a model file, beside it `NAME-shard1of2.bin` and so on. There is no topology, because a
 * BMDSRNet is no graph of layers. In a browser: `tf.io.loadWeights(json.weightsManifest, folder)`; here: `loadTfjsWeights`.
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
    for (const shard of shards) await replaceFile(join(dirname(path), shard.file), shard.bytes);
    await replaceFile(path, json); // last: it tells of nothing that is not there
  } catch (error) {
    throw new Error(
      `The weights could not be written to ${path}: ${(error as Error).message}. Choose another place, or make room there.`,
      { cause: error },
    );
  }
}

interface TfjsFile {
  weightsManifest?: tf.io.WeightsManifestConfig;
  userDefinedMetadata?: Record<string, string>;
}

/**
 * Sets the weights from what `exportTfjsWeights` wrote, or any `model.json` of TensorFlow.js with a manifest of float32
 * weights of the same names. Nothing is changed unless everything fits.
 *
 * @param path of the JSON file; the shards lie beside it
 * @throws Error that names the file and what is absent, cut, or does not fit
 */
export async function loadTfjsWeights(net: RestorationNetwork, path: string): Promise<void> {
  const { weightsManifest, userDefinedMetadata = {} } = await readJson(path);
  if (!weightsManifest) throw unreadable(path, 'it has no weightsManifest');
  const tensors = new Map<string, StoredTensor>();
  for (const { paths, weights } of weightsManifest) {
    const shards = await Promise.all(paths.map((shard) => readShard(join(dirname(path), shard), path)));
    const bytes = Buffer.concat(shards);
    const wanted = weights.reduce((sum, { shape }) => sum + 4 * tf.util.sizeFromShape(shape), 0);
    const other = weights.find(({ dtype, quantization }) => dtype !== 'float32' || quantization);
    if (other) throw unreadable(path, `${other.name} is not plain float32, and only that is read here`);
    if (bytes.length !== wanted)
      throw unreadable(
        path,
        `its shards have ${bytes.length} bytes, not ${wanted}: they are cut or of another export`,
      );
    let offset = 0;
    for (const { name, shape } of weights) {
      const data = new Float32Array(tf.util.sizeFromShape(shape));
      offset += bytes.copy(Buffer.from(data.buffer), 0, offset);
      tensors.set(name, { shape, data });
    }
  }
  assignWeights(net, { tensors, metadata: userDefinedMetadata }, path);
}

async function readJson(path: string): Promise<TfjsFile> {
  try {
    // What it lacks is found when it is used.
    return (JSON.parse(await readFile(path, 'utf8')) ?? {}) as TfjsFile;
  } catch (cause) {
    throw unreadable(path, (cause as Error).message, cause);
  }
}

async function readShard(shard: string, path: string): Promise<Buffer> {
  return readFile(shard).catch((cause: Error) => {
    throw unreadable(path, `its shard can't be read, ${cause.message}`, cause);
  });
}

const unreadable = (path: string, why: string, cause?: unknown): Error =>
  new Error(`Can't read the weights in ${path}: ${why}. Export or copy them again.`, { cause });
