import type { PairedDifference } from '../../metrics';
import type { FolderEvaluation } from '../folder';
import type { MethodComparison } from '../methods';
import { signed } from '../numbers';
import { matchedNotes } from './matchedNotes';
import type { ResultTable } from './resultTable';

/** Methods on one set: PSNR, SSIM, the paired gain over the reference with its interval, parameters, seconds. */
export function comparisonTable(
  { scale, measuredOn, protocolText, reference, methods, lowResolution, lpipsText }: MethodComparison,
  imported: readonly FolderEvaluation[] = [],
): ResultTable {
  const images = methods[0]?.images.length ?? 0;
  const confidence = methods.find(({ advantage }) => advantage)?.advantage?.confidence ?? 0.95;
  const protocols = new Set([
    ...(lpipsText ? [`${protocolText}, ${lpipsText}`] : [protocolText]),
    ...imported.map((evaluation) => evaluation.protocolText),
  ]);
  return {
    title: `${methods.length + imported.length} methods, ×${scale}`,
    rowLabel: 'Method',
    protocol: [...protocols].join('; '),
    columns: [
      { label: 'PSNR', unit: 'dB', better: 'higher' },
      { label: 'SSIM', digits: 4, better: 'higher' },
      ...(lpipsText ? [{ label: 'LPIPS', digits: 4, better: 'lower' as const }] : []),
      { label: `Gain over ${reference}`, unit: 'dB' },
      { label: `${Math.round(100 * confidence)} % interval`, unit: 'dB' },
      { label: 'Parameters', unit: 'M', digits: 3 },
      { label: 'Cost', unit: 'GFLOPs', digits: 2 },
      { label: 'Time', unit: 's', digits: 3 },
      { label: 'Measured on' },
    ],
    rows: [
      ...methods.map(({ name, mean, lpips, advantage, parameters, multiplyAdds, secondsPerImage }) => ({
        label: name,
        group: measuredOn,
        cells: [
          { value: mean.psnr, among: measuredOn + protocolText },
          { value: mean.ssim, among: measuredOn + protocolText },
          ...(lpipsText ? [lpips === null ? null : { value: lpips, among: measuredOn }] : []),
          advantage?.mean ?? null,
          interval(advantage),
          parameters === null ? null : parameters / 1e6,
          multiplyAdds === null ? null : (2 * multiplyAdds) / 1e9,
          secondsPerImage,
          measuredOn,
        ],
      })),
      ...imported.map((evaluation) => ({
        label: evaluation.name,
        group: evaluation.measuredOn,
        cells: [
          { value: evaluation.mean.psnr, among: evaluation.measuredOn + evaluation.protocolText },
          { value: evaluation.mean.ssim, among: evaluation.measuredOn + evaluation.protocolText },
          ...new Array<null>(lpipsText ? 6 : 5).fill(null),
          evaluation.measuredOn,
        ],
      })),
    ],
    notes: [
      `Means of per-image values. The gain is the mean of the differences on the same ${images === 1 ? 'image' : `${images} images`}, its interval a percentile bootstrap over images: it says nothing of other training seeds. FLOPs (two for a multiply-add) are for an LR image of ${lowResolution.width}×${lowResolution.height} pixels, the time is the median of this machine.`,
      ...matchedNotes(methods),
    ],
  };
}

function interval(advantage: PairedDifference | null): string | null {
  if (!advantage || advantage.low === null || advantage.high === null) return null;
  return `${signed(advantage.low)} to ${signed(advantage.high)}`;
}

/** The same images in the further conventions that were asked for: one row a method and convention. */
export function conventionsTable({ scale, measuredOn, methods }: MethodComparison): ResultTable {
  return {
    title: `The same images in several conventions, ×${scale}`,
    rowLabel: 'Method',
    protocol: 'in each row',
    columns: [
      { label: 'Convention' },
      { label: 'PSNR', unit: 'dB', better: 'higher' },
      { label: 'SSIM', digits: 4, better: 'higher' },
      { label: 'Measured on' },
    ],
    rows: (methods[0]?.further ?? []).flatMap(({ protocolText }, p) =>
      methods.map(({ name, further }) => ({
        label: name,
        group: protocolText,
        cells: [
          protocolText,
          { value: further[p]!.psnr, among: protocolText },
          { value: further[p]!.ssim, among: protocolText },
          measuredOn,
        ],
      })),
    ),
    notes: ['Numbers of different conventions must not be compared.'],
  };
}

/** What Section 4.4 rests on: the seven LR frames, of the methods that recover them. */
export function sequenceTable({ scale, measuredOn, methods }: MethodComparison): ResultTable {
  const found = methods.flatMap(({ name, sequence }) => (sequence ? [{ name, sequence }] : []));
  const cell = (value: number) => ({ value, among: measuredOn });
  return {
    title: `The seven LR frames, ×${scale}`,
    rowLabel: 'Method',
    protocol: found[0]?.sequence.protocolText ?? 'no method recovers frames',
    columns: [
      { label: 'Centre', unit: 'dB', better: 'higher' },
      { label: 'Centre gain', unit: 'dB', better: 'higher' },
      ...(found[0]?.sequence.pairs ?? []).flatMap(({ frames }) => [
        { label: `pPSNR ${frames.join('/')}`, unit: 'dB', better: 'higher' as const },
        { label: `Gain ${frames.join('/')}`, unit: 'dB', better: 'higher' as const },
      ]),
      { label: 'Re-blur', unit: 'dB' },
      { label: 'Motion' },
      { label: 'One order' },
      { label: 'Measured on' },
    ],
    rows: found.map(({ name, sequence }) => ({
      label: sequence.nearlyStatic ? `${name} (nearly static)` : name,
      group: measuredOn,
      cells: [
        cell(sequence.centrePsnr),
        cell(sequence.centreGain),
        ...sequence.pairs.flatMap(({ psnr, gain }) => [cell(psnr), cell(gain)]),
        sequence.reblurPsnr,
        sequence.relativeMotion,
        sequence.consistentOrder,
        measuredOn,
      ],
    })),
    notes: [
      'Gains are over the blurred input repeated seven times. pPSNR takes the better order of a pair. Motion is relative to the true frames (0: all frames are one picture). One order: share of samples whose three pairs agree (chance: 0.25).',
    ],
  };
}
