import * as tf from '@tensorflow/tfjs';
import type { RestorationNetwork } from '../types';
import { type SafetensorsFile, type StoredTensor, storedTensor } from './safetensors';
import { readSafetensors, writeSafetensors } from './safetensorsFile';

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
  await writeSafetensors({ tensors, metadata }, path);
}

/**
 * Sets the weights from a file of `saveWeights`. Nothing is changed unless everything fits.
 *
 * @throws Error that names the file and what does not fit
 */
export async function loadWeights(net: RestorationNetwork, path: string): Promise<void> {
  assignWeights(net, await readSafetensors(path), path);
}

/** Sets the weights from the content of a file, or throws and leaves them as they are. */
export function assignWeights(net: RestorationNetwork, file: SafetensorsFile, path: string): void {
  const refuse = (what: string): Error =>
    new Error(`The weights in ${path} do not fit ${net.name}: ${what}. ${madeFor(file.metadata)}`);
  const variables = namedVariables(net);
  for (const [name, { shape }] of variables) storedTensor(file.tensors, name, shape, refuse);
  for (const name of file.tensors.keys()) {
    if (!variables.has(name)) throw refuse(`tensor ${name} is not part of it`);
  }
  tf.tidy(() => {
    for (const [name, value] of variables) {
      value.assign(tf.tensor(file.tensors.get(name)!.data, value.shape));
    }
  });
}

/** Variables by the names that files of weights give them. */
export function namedVariables({ variables, variableNames }: RestorationNetwork): Map<string, tf.Variable> {
  return new Map(variables.map((variable, i) => [variableNames?.[i] ?? `weight${i}`, variable]));
}

/** What the metadata of a file tells about the network it came from. */
function madeFor({ network, preset, scale, variant }: Record<string, string>): string {
  if (!scale) return 'The file does not say what network it is for.';
  const which = preset ? `preset ${preset} x${scale}` : `${network ?? 'a network'} x${scale}`;
  return `The file is for ${which}${variant ? `, variant ${variant}` : ''}.`;
}
