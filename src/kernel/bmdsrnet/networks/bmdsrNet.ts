import * as tf from '@tensorflow/tfjs';
import { bicubicUpsample } from '../../compute';
import { createRandom } from '../random';
import { CENTRE, FRAME_COUNT, type RestorationNetwork, type Restored, type Scale } from '../types';
import { BMDNet } from './bmdNet';
import { CoreNet } from './coreNet';
import { endOf } from './disposal';
import { ForNet } from './forNet';
import { FuNet } from './fuNet';
import { describeModelCard, type ModelCardOptions, modelCard } from './modelCard';
import { type Parameter, ParameterList } from './parameters';
import { type NetworkConfig, PRESETS, type Preset } from './presets';
import { requireVariant, VARIANTS, type Variant } from './variants';

/** Of `createBMDSRNet`. */
export interface BMDSRNetOptions {
  preset: Preset;
  scale: Scale;
  /** A row of Table 4; default `F+C+B`, the whole network. */
  variant?: Variant;
  /** Of the initial weights; the same seed gives the same weights on every backend. */
  seed?: number;
  /** Departures from the preset. */
  config?: Partial<NetworkConfig>;
}

/** Parameters by sub-network, 0 where the variant has none. BackNet has none of its own: it shares ForNet's. */
export interface ParameterCount {
  BMDNet: number;
  ForNet: number;
  CoreNet: number;
  FuNet: number;
  total: number;
}

/** What the parts of a variant give; `Restored` without nulls, which `tf.tidy` does not take. */
type Present = { output: tf.Tensor4D } & {
  [Part in Exclude<keyof Restored, 'output'>]?: tf.Tensor4D | undefined;
};

/**
 * Makes a BMDSRNet or one of its variants. Cheap for every preset: weights are drawn at the first `forward` or use
 * of `variables`.
 *
 * @throws RangeError when there is no such preset, scale or variant
 */
export function createBMDSRNet(options: BMDSRNetOptions): BMDSRNet {
  return new BMDSRNet(options);
}

/** SRNet, the first row of Table 4: CoreNet alone, on the blurred LR image. */
export function createSRNet(options: Omit<BMDSRNetOptions, 'variant'>): BMDSRNet {
  return createBMDSRNet({ ...options, variant: 'SRNet' });
}

/**
 * Blind motion deblurring super-resolution: BMDNet, then ForNet, BackNet and CoreNet, fused by FuNet (Fig. 1);
 * the variants of Table 4 leave some of them out.
 */
export class BMDSRNet implements RestorationNetwork {
  readonly name: string;
  readonly preset: Preset;
  readonly scale: Scale;
  readonly variant: Variant;
  readonly seed: number;
  readonly config: NetworkConfig;
  readonly multiple: number;
  readonly isPure = true;
  readonly parameters: readonly Parameter[];
  private readonly departures: Partial<NetworkConfig>;
  private readonly bmdNet: BMDNet | undefined;
  private readonly forNet: ForNet | undefined;
  private readonly coreNet: CoreNet;
  private readonly fuNet: FuNet | undefined;

  constructor({ preset, scale, variant = 'F+C+B', seed = 1, config = {} }: BMDSRNetOptions) {
    if (!(preset in PRESETS)) {
      throw new RangeError(`There is no preset "${preset}". Use one of ${Object.keys(PRESETS).join(', ')}.`);
    }
    if (![2, 3, 4].includes(scale))
      throw new RangeError(`The scale is ${scale}; BMDSRNet is made for 2, 3 or 4.`);
    requireVariant(variant);
    const { title, parts } = VARIANTS[variant];
    this.preset = preset;
    this.variant = variant;
    this.scale = scale;
    this.seed = seed;
    this.departures = config;
    this.config = { ...PRESETS[preset], ...config };
    this.name = `${title} ${preset} x${scale}`;
    // With few levels padding is cheap and keeps the decoder's sizes exact; seven would pad to 128.
    const levels = this.config.forNet.encoder.length;
    this.multiple = parts.forNet && levels <= 3 ? 2 ** levels : 1;
    const list = new ParameterList(this.config.initial, createRandom(seed));
    if (parts.bmdNet) this.bmdNet = new BMDNet(list, this.config);
    if (parts.forNet) this.forNet = new ForNet(list, scale, this.config, parts.backNet);
    this.coreNet = new CoreNet(list, scale, this.config);
    if (parts.forNet) this.fuNet = new FuNet(list, this.config, parts.backNet ? 3 : 2);
    this.parameters = list.all;
  }

  get variables(): tf.Variable[] {
    return this.parameters.map((parameter) => parameter.value);
  }

  get variableNames(): string[] {
    return this.parameters.map(({ name }) => name);
  }

  get metadata(): Record<string, string> {
    const { preset, scale, variant, seed, departures } = this;
    return {
      ...{ network: 'BMDSRNet', preset, scale: String(scale), variant, seed: String(seed) },
      ...(Object.keys(departures).length > 0 && { config: JSON.stringify(departures) }),
    };
  }

  forward(blurred: tf.Tensor4D): Restored {
    const {
      frames = null,
      forNet = null,
      backNet = null,
      coreNet = null,
      output,
      ...steps
    } = tf.tidy(() => this.run(blurred));
    return { frames, forNet, backNet, coreNet, output, ...steps };
  }

  private run(blurred: tf.Tensor4D): Present {
    const frames = this.bmdNet?.apply(blurred); // [N, h, w, 21]
    const inTime = frames ? tf.split<tf.Tensor4D>(frames, FRAME_COUNT, 3) : []; // seven of [N, h, w, 3]
    const centre = inTime[CENTRE] ?? blurred;
    const base = this.config.globalResidual ? bicubicUpsample(centre, this.scale) : undefined;
    const streams = this.forNet?.apply(tf.concat(inTime, 0), base);
    const coreNet = this.coreNet.apply(centre, base);
    if (!streams || !this.fuNet) return { frames, output: coreNet };
    const output = this.fuNet.apply(streams.forNet, coreNet, streams.backNet);
    return { frames, ...streams, coreNet, output };
  }

  countParameters(): ParameterCount {
    const count = { BMDNet: 0, ForNet: 0, CoreNet: 0, FuNet: 0, total: 0 };
    for (const { name, size } of this.parameters) {
      count[name.slice(0, name.indexOf('.')) as keyof ParameterCount] += size;
      count.total += size;
    }
    return count;
  }

  /**
   * For people: what it is made of and how large each part is; with an LR size in pixels the whole model card, which
   * also counts layers and FLOPs and measures the receptive field.
   */
  describe(size?: ModelCardOptions): string {
    const { channels, blocks, fuBlocks, upsampling, globalResidual, forNet } = this.config;
    const { parts } = VARIANTS[this.variant];
    const count = this.countParameters();
    const body = `${blocks} residual blocks of ${channels} channels`;
    const about: Record<string, string> = {};
    if (parts.bmdNet) about.BMDNet = `${body}, 7 frames out`;
    if (parts.forNet) {
      const widths = `ConvLSTM at ${forNet.encoder.join(', ')}, decoder ${forNet.decoder.join(', ')}`;
      about.ForNet = `${widths}${parts.backNet ? '; shared with BackNet' : ''}`;
    }
    const how = upsampling === 'subPixel' ? 'sub-pixel' : 'bilinear';
    about.CoreNet = `${body}, ${how} upsampling`;
    if (parts.forNet) about.FuNet = `${fuBlocks} residual blocks of ${channels} channels at HR`;
    const residual = `  ${globalResidual ? 'adds its output to the bicubic image' : 'no global residual'}`;
    if (size) return `${describeModelCard(modelCard(this, size), about)}\n${residual}`;
    const lines = Object.entries(about).map(([part, what]) => {
      const parameters = count[part as keyof ParameterCount].toLocaleString('en');
      return `  ${part.padEnd(7)} ${parameters.padStart(10)}  ${what}`;
    });
    return [`${this.name}: ${count.total.toLocaleString('en')} parameters`, ...lines, residual].join('\n');
  }

  dispose(): void {
    endOf(this);
    for (const parameter of this.parameters) parameter.dispose();
  }
}
