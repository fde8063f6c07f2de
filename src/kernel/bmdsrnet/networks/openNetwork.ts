import type { Scale } from '../types';
import { type BMDSRNet, createBMDSRNet } from './bmdsrNet';
import { type NetworkConfig, PRESETS, type Preset } from './presets';
import { readSafetensors } from './safetensorsFile';
import type { Variant } from './variants';
import { loadWeights } from './weights';

/**
 * The BMDSRNet that `saveWeights` or a run's checkpoint wrote: preset, scale, variant, seed and what departs from the
 * preset are in the file.
 * @throws Error where the file is of another network
 */
export async function openNetwork(path: string): Promise<BMDSRNet> {
  const { metadata } = await readSafetensors(path);
  const { preset, scale, variant, seed, config } = metadata;
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
    ...(config && { config: parseConfig(config, path) }),
  });
  try {
    await loadWeights(network, path);
  } catch (error) {
    network.dispose();
    throw error;
  }
  return network;
}

function parseConfig(text: string, path: string): Partial<NetworkConfig> {
  try {
    return JSON.parse(text); // a wrong one makes tensors that the file does not have, which `loadWeights` names
  } catch (error) {
    throw new Error(
      `The metadata of ${path} is damaged: its config is no JSON. Save or copy the file again.`,
      {
        cause: error,
      },
    );
  }
}
