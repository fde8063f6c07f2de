import type { Quality } from '../../metrics';
import { VARIANTS, type Variant } from '../../networks';
import type { Scale } from '../../types';
import { groupBy } from '../groups';
import { mean, meanQuality } from '../numbers';
import { PUBLISHED_TABLE_4 } from './published';
import type { MeasuredCell, ResultTable } from './resultTable';

/** One variant at one scale, trained once a seed. */
export interface AblationResult {
  scale: Scale;
  variant: Variant;
  /** Mean over the images, for each training seed. */
  qualities: readonly Quality[];
  measuredOn: string;
  /** All results of a table have the same. */
  protocolText: string;
}

/** Table 4: four variants by scale, the published numbers beside ours (mean and spread over seeds). */
export function ablationTable(results: readonly AblationResult[]): ResultTable {
  const protocols = new Set(results.map(({ protocolText }) => protocolText));
  if (protocols.size !== 1)
    throw new RangeError(`a table has one protocol; these results have ${[...protocols].join(' / ')}`);
  const rows = results.toSorted((a, b) => a.scale - b.scale || order(a.variant) - order(b.variant));
  return {
    title: 'Table 4: ablation',
    rowLabel: 'Method',
    protocol: [...protocols].join(),
    columns: [
      { label: 'Scale' },
      { label: 'PSNR, paper', unit: 'dB', better: 'higher' },
      { label: 'SSIM, paper', digits: 4, better: 'higher' },
      { label: 'PSNR, ours', unit: 'dB', better: 'higher' },
      { label: 'SSIM, ours', digits: 4, better: 'higher' },
      { label: 'Seeds', digits: 0 },
      { label: 'Ours measured on' },
    ],
    rows: rows.map(({ scale, variant, qualities, measuredOn }) => {
      const published = PUBLISHED_TABLE_4.rows.find((row) => row.scale === scale && row.variant === variant);
      const paper = (value?: number): MeasuredCell | null =>
        value === undefined ? null : { value, among: `paper x${scale}` };
      const ours = (kind: keyof Quality): MeasuredCell => ({
        ...withSpread(qualities.map((quality) => quality[kind])),
        among: `x${scale} ${measuredOn}`,
      });
      return {
        label: variant === 'SRNet' ? 'SRNet' : `BMDSRNet(${variant})`,
        group: `x${scale}`,
        cells: [
          `×${scale}`,
          paper(published?.psnr),
          paper(published?.ssim),
          ours('psnr'),
          ours('ssim'),
          qualities.length,
          measuredOn,
        ],
      };
    }),
    notes: [
      `Paper: ${PUBLISHED_TABLE_4.source}, measured on ${PUBLISHED_TABLE_4.measuredOn}; absolute numbers from other data cannot be compared with it.`,
      ...(results.some(({ qualities }) => qualities.length < 3)
        ? [
            'The steps between variants are near the noise of one seed: fewer than three seeds show the layout of the table, not evidence.',
          ]
        : []),
      ...orderings(rows),
    ],
  };
}

/** Whether the paper's order of the variants came back, where all four were measured on the same data. */
function orderings(rows: readonly AblationResult[]): string[] {
  return [...groupBy(rows, ({ scale }) => scale)].flatMap(([scale, group]) => {
    const alike = new Set(group.map(({ measuredOn }) => measuredOn)).size === 1;
    if (group.length !== Object.keys(VARIANTS).length || !alike) return [];
    const values = group.map(({ qualities }) => meanQuality(qualities).psnr);
    const kept = values.slice(1).every((value, i) => value > values[i]!);
    return [
      `×${scale}: the paper's order SRNet < (C) < (F+C) < (F+C+B) is ${kept ? '' : 'not '}found in our mean PSNR.`,
    ];
  });
}

const order = (variant: Variant): number => Object.keys(VARIANTS).indexOf(variant);

/** Mean and sample standard deviation; none of one value. */
function withSpread(values: readonly number[]): { value: number; spread?: number } {
  const value = mean(values);
  if (values.length < 2) return { value };
  const squares = values.map((v) => (v - value) ** 2);
  return { value, spread: Math.sqrt((mean(squares) * values.length) / (values.length - 1)) };
}
