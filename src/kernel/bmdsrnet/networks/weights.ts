import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { BMDSRNet } from './bmdsrNet';
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile, type StoredTensor } from './safetensors';

/**
 * Writes the weights as safetensors, with preset, scale and seed as metadata; an old file stays whole until then.
 *
 * @throws Error that names the file and says why it could not be written
 */
export async function saveWeights(net: BMDSRNet, path: string): Promise<void> {
  const tensors = new Map<string, StoredTensor>();
  for (const { name, shape, value } of net.parameters) {
    tensors.set(name, { shape, data: (await value.data()) as Float32Array });
  }
  const metadata = {
    network: 'BMDSRNet',
    preset: net.preset,
    scale: String(net.scale),
    seed: String(net.seed),
  };
  const unfinished = `${path}.${randomUUID()}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(unfinished, encodeSafetensors({ tensors, metadata }));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {}); // the first error is the one to tell
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The weights could not be saved to ${path}: ${why}. Choose another place, or make room there.`,
      {
        cause: error,
      },
    );
  }
}

/**
 * Sets the weights from a file of `saveWeights`. Nothing is changed unless everything fits.
 *
 * @throws Error that names the file and what does not fit
 */
export async function loadWeights(net: BMDSRNet, path: string): Promise<void> {
  const file = await readSafetensors(path);
  const { preset, scale } = file.metadata;
  const madeFor =
    preset && scale ? `The file is for preset ${preset} x${scale}.` : 'The file does not say its preset.';
  const refuse = (what: string): never => {
    throw new Error(`The weights in ${path} do not fit ${net.name}: ${what}. ${madeFor}`);
  };
  for (const { name, shape } of net.parameters) {
    const found = file.tensors.get(name);
    if (!found) refuse(`tensor ${name} [${shape}] is missing`);
    else if (!tf.util.arraysEqual([...found.shape], shape)) {
      refuse(`tensor ${name} should be [${shape}] and is [${found.shape}]`);
    }
  }
  const known = new Set(net.parameters.map(({ name }) => name));
  for (const name of file.tensors.keys()) if (!known.has(name)) refuse(`tensor ${name} is not part of it`);
  tf.tidy(() => {
    for (const { name, shape, value } of net.parameters) {
      value.assign(tf.tensor(file.tensors.get(name)!.data, shape));
    }
  });
}

async function readSafetensors(path: string): Promise<SafetensorsFile> {
  const bytes = await readFile(path).catch((error: Error) => {
    throw new Error(`Can't read the weights in ${path}: ${error.message}`, { cause: error });
  });
  try {
    return decodeSafetensors(bytes);
  } catch (error) {
    throw new Error(
      `Can't read the weights in ${path}: ${(error as Error).message}. Save or copy them again.`,
      {
        cause: error,
      },
    );
  }
}
