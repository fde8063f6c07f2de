import * as tf from '@tensorflow/tfjs';
import { countCost } from '../../compute';
import type { RestorationNetwork, Scale } from '../types';
import { measureReceptiveField, type ReceptiveField } from './receptiveField';

/** Of `modelCard`. */
export interface ModelCardOptions {
  /** LR size that the cost is counted for; padded to what the network needs. */
  height: number;
  width: number;
  /** Leaves out the receptive field, which takes the longest. */
  withoutReceptiveField?: boolean;
}

/** A layer of a model card. */
export interface LayerCard {
  /** Of its variables, without their last part: `BMDNet.B1.conv1`. */
  name: string;
  /** Of its largest variable. */
  shape: number[];
  parameters: number;
}

/** What a network is made of and what it costs; plain data. */
export interface ModelCard {
  name: string;
  scale: Scale;
  parameters: number;
  layers: LayerCard[];
  /** What the cost is for. */
  lowResolution: { height: number; width: number };
  highResolution: { height: number; width: number };
  /** Convolutions that one image goes through; a layer that is used seven times counts seven times. */
  convolutions: number;
  /** Multiply-adds for one image; null where the forward pass can't be recorded, and `unknown` then says why. */
  multiplyAdds: number | null;
  /** Two for each multiply-add. */
  flops: number | null;
  unknown?: string;
  /** Not on the webgpu backend, whose numbers are not there at once. */
  receptiveField?: ReceptiveField;
}

/** The model card of any network. Costs are counted, not estimated, whatever the size. */
export function modelCard(net: RestorationNetwork, options: ModelCardOptions): ModelCard {
  const { height, width, withoutReceptiveField = false } = options;
  const { name, scale, multiple, variables } = net;
  const measures = !withoutReceptiveField && tf.getBackend() !== 'webgpu';
  const padded = (size: number): number => Math.ceil(size / multiple) * multiple;
  return {
    name,
    scale,
    parameters: variables.reduce((sum, { size }) => sum + size, 0),
    layers: layersOf(net),
    lowResolution: { height, width },
    highResolution: { height: scale * height, width: scale * width },
    ...cost(net, [1, padded(height), padded(width), 3]),
    ...(measures && { receptiveField: measureReceptiveField(net) }),
  };
}

function cost(
  net: RestorationNetwork,
  shape: readonly number[],
): Pick<ModelCard, 'convolutions' | 'multiplyAdds' | 'flops' | 'unknown'> {
  try {
    const { multiplyAdds, convolutions } = countCost((x) => net.forward(x as tf.Tensor4D).output, shape);
    return { multiplyAdds, convolutions, flops: 2 * multiplyAdds };
  } catch (error) {
    return { multiplyAdds: null, convolutions: 0, flops: null, unknown: String(error) };
  }
}

function layersOf({ variables, variableNames }: RestorationNetwork): LayerCard[] {
  const layers = new Map<string, LayerCard & { largest: number }>();
  for (const [i, { size, shape }] of variables.entries()) {
    const whole = variableNames?.[i] ?? `weight${i}`;
    const name = whole.includes('.') ? whole.slice(0, whole.lastIndexOf('.')) : whole;
    const before = layers.get(name) ?? { name, shape: [], parameters: 0, largest: 0 };
    const isLarger = size > before.largest;
    layers.set(name, {
      name,
      shape: isLarger ? [...shape] : before.shape,
      parameters: before.parameters + size,
      largest: Math.max(size, before.largest),
    });
  }
  return [...layers.values()].map(({ largest, ...layer }) => layer);
}

/**
 * The card as text: one line for each part of the network, then its cost and how far it sees.
 * @param about a few words on each part, by its name
 */
export function describeModelCard(card: ModelCard, about: Readonly<Record<string, string>> = {}): string {
  const { lowResolution: low, highResolution: high, receptiveField } = card;
  const n = (value: number): string => value.toLocaleString('en');
  const partOf = (layer: LayerCard): string => layer.name.split('.')[0]!;
  const parts = new Set(card.layers.map(partOf));
  const lines = [`${card.name}: ${n(card.parameters)} parameters in ${card.layers.length} layers`];
  for (const part of parts) {
    const layers = card.layers.filter((layer) => partOf(layer) === part);
    const parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0);
    lines.push(
      `  ${part.padEnd(10)} ${n(parameters).padStart(12)} in ${layers.length}${about[part] ? `: ${about[part]}` : ''}`,
    );
  }
  const size = `${low.width}x${low.height} to ${high.width}x${high.height}`;
  lines.push(
    card.multiplyAdds === null || card.flops === null
      ? `  cost unknown: ${card.unknown}`
      : `  ${(card.multiplyAdds / 1e9).toPrecision(4)} G multiply-adds (${(card.flops / 1e9).toPrecision(4)} GFLOPs) ` +
          `and ${n(card.convolutions)} convolutions for ${size}`,
  );
  if (receptiveField) {
    const { width, atLeast } = receptiveField;
    lines.push(`  sees ${atLeast ? 'at least ' : ''}${width} LR pixels across`);
  }
  return lines.join('\n');
}
