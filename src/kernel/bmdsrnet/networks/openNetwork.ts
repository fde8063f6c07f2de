import type { Scale } from '../types';
import { type BMDSRNet, createBMDSRNet } from './bmdsrNet';
import { PRESETS, type Preset } from './presets';
import { readSafetensors } from './safetensorsFile';
import type { Variant } from './variants';
import { loadWeights } from './weights';

/**
 * The BMDSRNet that `saveWeights` or a run's checkpoint wrote: preset, scale and variant are in the file.
 * @throws Error where the file is of another network
 */
export async function openNetwork(path: string): Promise<BMDSRNet> {
  const { metadata } = await readSafetensors(path);
  const { preset, scale, variant, seed } = metadata;
  if (preset === undefined || !(preset in PRESETS)) {
    throw new Error(
      `${path} does not say which BMDSRNet it is for. Make the network yourself and use loadWeights(net, file).`,
    );
  }
  const network = createBMDSRNet({
    preset: preset as Preset,
    scale: Number(scale) as Scale,
    ...(variant && { variant: variant as Variant }),
    ...(seed && { seed: Number(seed) }),
  });
  try {
    await loadWeights(network, path);
  } catch (error) {
    network.dispose();
    throw error;
  }
  return network;
}
