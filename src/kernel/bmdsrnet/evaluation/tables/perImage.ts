import type { Protocol, Quality } from '../../metrics';
import type { Assessed, MethodComparison, MethodResult } from '../methods';
import { csvText } from './csv';

type Cell = string | number | null;

/**
 * A comparison as CSV, one line an image and method: PSNR, SSIM, gain over the reference, seconds, the same in every
 * further convention (`psnr_y_border6_db` is PSNR on Y with 6 pixels cut), the measures of the seven frames where there
 * are any, the protocols and the data.
 */
export function perImageCsv({
  scale,
  measuredOn,
  protocolText,
  lpipsText,
  reference,
  methods,
}: MethodComparison): string {
  const protocol = lpipsText === null ? protocolText : `${protocolText}, ${lpipsText}`;
  const base = methods.find(({ name }) => name === reference)!;
  const summary = methods.find(({ sequence }) => sequence)?.sequence;
  const pairs = summary?.pairs ?? [];
  const conventions = conventionColumns(methods[0]);
  const head = [
    ...['image', 'method', 'scale', 'psnr_db', 'ssim', 'lpips', `gain_over_${reference}_db`, 'seconds'],
    ...conventions.map(({ label }) => label),
    ...(pairs.length > 0 ? ['centre_psnr_db', 'centre_gain_db'] : []),
    ...pairs.flatMap(({ frames: [a, b] }) => [`ppsnr_${a}_${b}_db`, `gain_${a}_${b}_db`]),
    ...(pairs.length > 0 ? ['reblur_psnr_db', 'relative_motion', 'consistent_order'] : []),
    'protocol',
    ...(pairs.length > 0 ? ['protocol_of_frames'] : []),
    'measured_on',
  ];
  const lines = methods.flatMap(({ name, images }) =>
    images.map((image, i) => {
      const { index, psnr, ssim, lpips, seconds } = image;
      const before = base.images[i]!.psnr;
      return [
        ...[index, name, scale, psnr, ssim, lpips, psnr === before ? 0 : psnr - before, seconds],
        ...conventions.map(({ value }) => value(image.further)),
        ...frameCells(image, pairs.length),
        protocol,
        ...(summary ? [image.sequence ? summary.protocolText : null] : []),
        measuredOn,
      ];
    }),
  );
  return csvText([head, ...lines]);
}

/** PSNR does not depend on the kind of SSIM: a column stands once. */
function conventionColumns(
  method: MethodResult | undefined,
): { label: string; value(further: readonly Quality[]): number }[] {
  const columns = new Map<string, (further: readonly Quality[]) => number>();
  for (const [p, { protocol }] of (method?.further ?? []).entries()) {
    const place = placeOf(protocol);
    columns.set(`psnr_${place}_db`, (further) => further[p]!.psnr);
    columns.set(`ssim${protocol.ssim}_${place}`, (further) => further[p]!.ssim);
  }
  return [...columns].map(([label, value]) => ({ label, value }));
}

function placeOf({ colour, border, quantise, roundLuma = false }: Protocol): string {
  const parts = [colour.toLowerCase().replace('-', ''), `border${border}`];
  if (roundLuma) parts.push('wholeluma');
  if (!quantise) parts.push('unrounded');
  return parts.join('_');
}

function frameCells({ sequence }: Assessed, pairs: number): Cell[] {
  if (pairs === 0) return [];
  if (!sequence) return new Array<null>(5 + 2 * pairs).fill(null);
  return [
    ...[sequence.centrePsnr, sequence.centreGain],
    ...sequence.pairs.flatMap((pair) => [pair.psnr, pair.gain]),
    ...[sequence.reblurPsnr, sequence.relativeMotion, sequence.consistentOrder ? 1 : 0],
  ];
}
