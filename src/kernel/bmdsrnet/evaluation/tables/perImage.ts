import type { MethodComparison } from '../methods';
import { csvText } from './csv';

/**
 * A comparison as CSV, one line an image and method: PSNR, SSIM, gain over the reference, seconds, the measures of
 * the seven frames where there are any, the protocol and the data.
 */
export function perImageCsv({
  scale,
  measuredOn,
  protocolText,
  reference,
  methods,
}: MethodComparison): string {
  const base = methods.find(({ name }) => name === reference)!;
  const pairs = methods.find(({ sequence }) => sequence)?.sequence?.pairs ?? [];
  const head = [
    ...['image', 'method', 'scale', 'psnr_db', 'ssim', 'lpips', `gain_over_${reference}_db`, 'seconds'],
    ...(pairs.length > 0 ? ['centre_psnr_db', 'centre_gain_db'] : []),
    ...pairs.flatMap(({ frames: [a, b] }) => [`ppsnr_${a}_${b}_db`, `gain_${a}_${b}_db`]),
    ...(pairs.length > 0 ? ['reblur_psnr_db', 'relative_motion', 'consistent_order'] : []),
    ...['protocol', 'measured_on'],
  ];
  const lines = methods.flatMap(({ name, images }) =>
    images.map(({ index, psnr, ssim, lpips, seconds, sequence }, i) => {
      const before = base.images[i]!.psnr;
      const frames = sequence
        ? [
            ...[sequence.centrePsnr, sequence.centreGain],
            ...sequence.pairs.flatMap((pair) => [pair.psnr, pair.gain]),
            ...[sequence.reblurPsnr, sequence.relativeMotion, sequence.consistentOrder ? 1 : 0],
          ]
        : new Array<null>(pairs.length > 0 ? 5 + 2 * pairs.length : 0).fill(null);
      return [
        ...[index, name, scale, psnr, ssim, lpips, psnr === before ? 0 : psnr - before, seconds],
        ...frames,
        ...[protocolText, measuredOn],
      ];
    }),
  );
  return csvText([head, ...lines]);
}
