import * as tf from '@tensorflow/tfjs';
import { bicubicUpsample } from '../../compute';
import { createRandom } from '../random';
import { CENTRE, FRAME_COUNT, type RestorationNetwork, type Restored, type Scale } from '../types';
import { BMDNet } from './bmdNet';
import { CoreNet } from './coreNet';
import { ForNet } from './forNet';
import { FuNet } from './fuNet';
import { type Parameter, ParameterList } from './parameters';
import { type NetworkConfig, PRESETS, type Preset } from './presets';

export interface BMDSRNetOptions {
  preset: Preset;
  scale: Scale;
  /** Of the initial weights; the same seed gives the same weights on every backend. */
  seed?: number;
  /** Departures from the preset. */
  config?: Partial<NetworkConfig>;
}

/** Parameters by sub-network. BackNet has none of its own: it shares ForNet's. */
export interface ParameterCount {
  BMDNet: number;
  ForNet: number;
  CoreNet: number;
  FuNet: number;
  total: number;
}

/** Makes a BMDSRNet. Cheap for every preset: weights are drawn at the first `forward` or use of `variables`. */
export function createBMDSRNet(options: BMDSRNetOptions): BMDSRNet {
  return new BMDSRNet(options);
}

/** Blind motion deblurring super-resolution: BMDNet, then ForNet, BackNet and CoreNet, fused by FuNet (Fig. 1). */
export class BMDSRNet implements RestorationNetwork {
  readonly name: string;
  readonly preset: Preset;
  readonly scale: Scale;
  readonly seed: number;
  readonly config: NetworkConfig;
  readonly multiple: number;
  readonly parameters: readonly Parameter[];
  private readonly bmdNet: BMDNet;
  private readonly forNet: ForNet;
  private readonly coreNet: CoreNet;
  private readonly fuNet: FuNet;

  constructor({ preset, scale, seed = 1, config }: BMDSRNetOptions) {
    if (!(preset in PRESETS)) {
      throw new RangeError(`There is no preset "${preset}". Use one of ${Object.keys(PRESETS).join(', ')}.`);
    }
    if (![2, 3, 4].includes(scale))
      throw new RangeError(`The scale is ${scale}; BMDSRNet is made for 2, 3 or 4.`);
    this.preset = preset;
    this.scale = scale;
    this.seed = seed;
    this.config = { ...PRESETS[preset], ...config };
    this.name = `BMDSRNet ${preset} x${scale}`;
    // With few levels padding is cheap and keeps the decoder's sizes exact; seven would pad to 128.
    const levels = this.config.forNet.encoder.length;
    this.multiple = levels <= 3 ? 2 ** levels : 1;
    const list = new ParameterList(this.config.initial, createRandom(seed));
    this.bmdNet = new BMDNet(list, this.config);
    this.forNet = new ForNet(list, scale, this.config);
    this.coreNet = new CoreNet(list, scale, this.config);
    this.fuNet = new FuNet(list, this.config);
    this.parameters = list.all;
  }

  get variables(): tf.Variable[] {
    return this.parameters.map((parameter) => parameter.value);
  }

  forward(blurred: tf.Tensor4D): Restored {
    return tf.tidy(() => {
      const frames = this.bmdNet.apply(blurred); // [N, h, w, 21]
      const inTime = tf.split<tf.Tensor4D>(frames, FRAME_COUNT, 3); // seven of [N, h, w, 3]
      const centre = inTime[CENTRE]!;
      const base = this.config.globalResidual ? bicubicUpsample(centre, this.scale) : undefined;
      const { forNet, backNet } = this.forNet.apply(tf.concat(inTime, 0), base);
      const coreNet = this.coreNet.apply(centre, base);
      return { frames, forNet, backNet, coreNet, output: this.fuNet.apply(forNet, coreNet, backNet) };
    });
  }

  countParameters(): ParameterCount {
    const count = { BMDNet: 0, ForNet: 0, CoreNet: 0, FuNet: 0, total: 0 };
    for (const { name, size } of this.parameters) {
      count[name.slice(0, name.indexOf('.')) as keyof ParameterCount] += size;
      count.total += size;
    }
    return count;
  }

  /** A few lines for people: what it is made of and how large each part is. */
  describe(): string {
    const { channels, blocks, fuBlocks, upsampling, globalResidual, forNet } = this.config;
    const count = this.countParameters();
    const n = (part: keyof ParameterCount): string => count[part].toLocaleString('en').padStart(10);
    return [
      `${this.name}: ${count.total.toLocaleString('en')} parameters`,
      `  BMDNet  ${n('BMDNet')}  ${blocks} residual blocks of ${channels} channels, 7 frames out`,
      `  ForNet  ${n('ForNet')}  ConvLSTM at ${forNet.encoder.join(', ')}, decoder ${forNet.decoder.join(', ')}; shared with BackNet`,
      `  CoreNet ${n('CoreNet')}  ${blocks} residual blocks of ${channels} channels, ${upsampling === 'subPixel' ? 'sub-pixel' : 'bilinear'} upsampling`,
      `  FuNet   ${n('FuNet')}  ${fuBlocks} residual blocks of ${channels} channels at HR`,
      `  ${globalResidual ? 'adds its output to the bicubic image' : 'no global residual'}`,
    ].join('\n');
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }
}
