import type { Quality } from '../../metrics';
import { VARIANTS, type Variant } from '../../networks';
import type { Scale } from '../../types';
import { groupBy } from '../groups';
import { meanAndSpread, meanQuality } from '../numbers';
import { PUBLISHED_TABLE_4 } from './published';
import type { MeasuredCell, ResultTable } from './resultTable';

/** One method at one scale, trained once a seed. */
export interface AblationResult {
  scale: Scale;
  /** A variant of Table 4, such as `F+C`, or the name of a baseline, such as `bicubic`. */
  method: Variant | (string & {});
  /** Whether each of `qualities` is of another seed. Default: true for a variant. */
  trained?: boolean;
  /** Mean over the images, for each training seed; one alone for what is not trained. */
  qualities: readonly Quality[];
  measuredOn: string;
  /** All results of a scale have the same. */
  protocolText: string;
}

/**
 * Table 4: four variants by scale, the published numbers beside ours (mean and spread over seeds). Baselines stand above
 * the variants.
 * @param preset of our networks, printed at the head of our columns
 */
export function ablationTable(results: readonly AblationResult[], preset?: string): ResultTable {
  const rows = results.toSorted((a, b) => a.scale - b.scale || order(a) - order(b));
  const ours = preset === undefined ? 'ours' : `ours (${preset})`;
  return {
    title: 'Table 4: ablation',
    rowLabel: 'Method',
    protocol: protocolsOf(rows),
    columns: [
      { label: 'Scale' },
      { label: 'PSNR, paper', unit: 'dB', better: 'higher' },
      { label: 'SSIM, paper', digits: 4, better: 'higher' },
      { label: `PSNR, ${ours}`, unit: 'dB', better: 'higher' },
      { label: `SSIM, ${ours}`, digits: 4, better: 'higher' },
      { label: 'Seeds', digits: 0 },
      { label: 'Ours measured on' },
    ],
    rows: rows.map((row) => {
      const { scale, method, qualities, measuredOn } = row;
      const published = PUBLISHED_TABLE_4.rows.find(
        (paper) => paper.scale === scale && paper.variant === method,
      );
      const paper = (value?: number): MeasuredCell | null =>
        value === undefined ? null : { value, among: `paper x${scale}` };
      const cell = (kind: keyof Quality): MeasuredCell => ({
        ...meanAndSpread(qualities.map((quality) => quality[kind])),
        among: `x${scale} ${measuredOn}`,
      });
      return {
        label: isVariant(method) && method !== 'SRNet' ? `BMDSRNet(${method})` : method,
        group: `x${scale}`,
        cells: [
          `×${scale}`,
          paper(published?.psnr),
          paper(published?.ssim),
          cell('psnr'),
          cell('ssim'),
          isTrained(row) ? qualities.length : null,
          measuredOn,
        ],
      };
    }),
    notes: [
      `Paper: ${PUBLISHED_TABLE_4.source}, measured on ${PUBLISHED_TABLE_4.measuredOn}; absolute numbers from other data cannot be compared with it.`,
      ...seedNotes(rows),
      ...orderings(rows),
    ],
  };
}

const isVariant = (method: string): method is Variant => method in VARIANTS;
const isTrained = ({ method, trained = isVariant(method) }: AblationResult): boolean => trained;

/** The border of the paper's protocol depends on the scale. */
function protocolsOf(rows: readonly AblationResult[]): string {
  const texts = [...groupBy(rows, ({ scale }) => scale)].map(([scale, group]) => {
    const protocols = [...new Set(group.map(({ protocolText }) => protocolText))];
    if (protocols.length > 1)
      throw new RangeError(`a scale has one protocol in a table; x${scale} has ${protocols.join(' / ')}`);
    return { scale, text: protocols.join() };
  });
  const [first] = texts;
  if (texts.every(({ text }) => text === first?.text)) return first?.text ?? 'nothing was measured';
  return texts.map(({ scale, text }) => `×${scale} ${text}`).join('; ');
}

function seedNotes(rows: readonly AblationResult[]): string[] {
  const seeds = rows.filter(isTrained).map(({ qualities }) => qualities.length);
  const fewest = Math.min(...seeds);
  if (!(fewest < 3)) return [];
  return [
    `${fewest === 1 ? 'One seed: this is a layout check, not evidence' : `${fewest} seeds are not evidence`}. ` +
      'The steps between variants are near the noise of one seed: take three seeds or more.',
  ];
}

/** Whether the paper's order of the variants came back, where all four were measured on the same data. */
function orderings(rows: readonly AblationResult[]): string[] {
  const variants = rows.filter(({ method }) => isVariant(method));
  return [...groupBy(variants, ({ scale }) => scale)].flatMap(([scale, group]) => {
    const alike = new Set(group.map(({ measuredOn }) => measuredOn)).size === 1;
    if (group.length !== Object.keys(VARIANTS).length || !alike) return [];
    const values = group.map(({ qualities }) => meanQuality(qualities).psnr);
    const kept = values.slice(1).every((value, i) => value > values[i]!);
    return [
      `×${scale}: the paper's order SRNet < (C) < (F+C) < (F+C+B) is ${kept ? '' : 'not '}found in our mean PSNR.`,
    ];
  });
}

/** Baselines, in their own order, come before the variants. */
const order = ({ method }: AblationResult): number => Object.keys(VARIANTS).indexOf(method);
