import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { RestorationNetwork } from '../types';
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile, type StoredTensor } from './safetensors';

/**
 * Writes the weights of any network as safetensors, with what the network says about itself (a BMDSRNet its preset,
 * scale, variant and seed) as metadata; an old file stays whole until then.
 *
 * @throws Error that names the file and says why it could not be written
 */
export async function saveWeights(net: RestorationNetwork, path: string): Promise<void> {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, value] of namedVariables(net)) {
    tensors.set(name, { shape: value.shape, data: (await value.data()) as Float32Array });
  }
  const metadata = { ...(net.metadata ?? { network: net.name, scale: String(net.scale) }) };
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
export async function loadWeights(net: RestorationNetwork, path: string): Promise<void> {
  const file = await readSafetensors(path);
  const refuse = (what: string): never => {
    throw new Error(`The weights in ${path} do not fit ${net.name}: ${what}. ${madeFor(file.metadata)}`);
  };
  const variables = namedVariables(net);
  for (const [name, { shape }] of variables) {
    const found = file.tensors.get(name);
    if (!found) refuse(`tensor ${name} [${shape}] is missing`);
    else if (!tf.util.arraysEqual([...found.shape], shape)) {
      refuse(`tensor ${name} should be [${shape}] and is [${found.shape}]`);
    }
  }
  for (const name of file.tensors.keys()) {
    if (!variables.has(name)) refuse(`tensor ${name} is not part of it`);
  }
  tf.tidy(() => {
    for (const [name, value] of variables) {
      value.assign(tf.tensor(file.tensors.get(name)!.data, value.shape));
    }
  });
}

function namedVariables({ variables, variableNames }: RestorationNetwork): Map<string, tf.Variable> {
  return new Map(variables.map((variable, i) => [variableNames?.[i] ?? `weight${i}`, variable]));
}

/** What the metadata of a file tells about the network it came from. */
function madeFor({ network, preset, scale, variant }: Record<string, string>): string {
  if (!scale) return 'The file does not say what network it is for.';
  const which = preset ? `preset ${preset} x${scale}` : `${network ?? 'a network'} x${scale}`;
  return `The file is for ${which}${variant ? `, variant ${variant}` : ''}.`;
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
