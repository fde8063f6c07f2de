import { restore } from '../evaluation';
import { describeProtocol, measure, type Protocol, standardProtocol } from '../metrics';
import type { RestorationNetwork, RgbImage, SampleSource } from '../types';
import type { Validation } from './options';

/** Of `validateOn`. */
export interface ValidateOptions {
  /** Steps from one look to the next. */
  every: number;
  /** How many samples from the start of the set are measured. Default: all. */
  samples?: number;
  /** Of how many of them the restored image is kept. Default 1. */
  images?: number;
  /** Default: RGB, 8 bits, no border cut, 2-D SSIM. */
  protocol?: Protocol;
}

/** Validation on held-out samples: mean PSNR in dB, mean SSIM, and the mean gain in PSNR over bicubic. */
export function validateOn(set: SampleSource, options: ValidateOptions): Validation {
  const { every, samples = set.length, images = 1, protocol = standardProtocol } = options;
  const count = Math.min(samples, set.length);
  if (count < 1) throw new RangeError('There is no sample to validate on.');
  return {
    every,
    measuredOn: `${count < set.length ? `the first ${count} of ` : ''}${set.description}; ${describeProtocol(protocol)}`,
    async run(net) {
      const total = { psnr: 0, ssim: 0, gain: 0 };
      for (let index = 0; index < count; index++) {
        const { blurred, sharp } = await set.at(index);
        const { output, bicubic } = await restore(net, blurred);
        const { psnr, ssim } = measure(output, sharp, protocol);
        total.psnr += psnr / count;
        total.ssim += ssim / count;
        const base = measure(bicubic, sharp, protocol).psnr;
        total.gain += psnr === base ? 0 : (psnr - base) / count; // both may be infinite
      }
      return total;
    },
    async images(net: RestorationNetwork) {
      const restored: Record<string, RgbImage> = {};
      for (let index = 0; index < Math.min(images, count); index++) {
        const { blurred } = await set.at(index);
        restored[`sample${index}`] = (await restore(net, blurred)).output;
      }
      return restored;
    },
  };
}
