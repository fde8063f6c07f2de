import type { Quality } from '../../metrics';
import type { Scale } from '../../types';
import type { FolderEvaluation } from '../folder';
import { groupBy } from '../groups';
import type { MethodComparison, MethodResult } from '../methods';
import { meanAndSpread, median } from '../numbers';
import { matchedNotes } from './matchedNotes';
import { PUBLISHED_TABLE_5, PUBLISHED_TABLE_6, type Published, type PublishedMethod } from './published';
import type { MeasuredCell, ResultCell, ResultRow, ResultTable } from './resultTable';

const SCALES: readonly Scale[] = [2, 3, 4];

/**
 * Table 5: the published rows, then ours by data set. Comparisons of one data set at several scales share rows by
 * the methods' names; trainings of one method with several seeds are one row with mean and spread.
 * @param ours comparisons of one protocol family, at most one a scale and data set
 */
export function table5(
  ours: readonly MethodComparison[],
  imported: readonly ImportedRow[] = [],
): ResultTable {
  const found = measuredRows(ours, imported);
  return {
    title: 'Table 5: methods on motion-blurred LR images',
    rowLabel: 'Method',
    protocol: protocolsOf(ours, imported),
    columns: [
      ...SCALES.flatMap((scale) => [
        { label: `PSNR ×${scale}`, unit: 'dB', better: 'higher' as const },
        { label: `SSIM ×${scale}`, digits: 4, better: 'higher' as const },
      ]),
      { label: 'Measured on' },
    ],
    rows: [
      ...PUBLISHED_TABLE_5.rows.map((row) => ({
        label: row.method,
        group: 'paper',
        cells: [
          ...SCALES.flatMap((scale) => qualityCells(publishedQuality(row, scale), 'paper')),
          PUBLISHED_TABLE_5.measuredOn,
        ],
      })),
      ...found.map(({ name, measuredOn, qualities }) => ({
        label: name,
        group: measuredOn,
        cells: [...SCALES.flatMap((scale) => qualityCells(qualities[scale] ?? [], measuredOn)), measuredOn],
      })),
    ],
    notes: [...notesOf(PUBLISHED_TABLE_5), ...notesOfOurs(ours)],
  };
}

/** Table 6: x4 with parameters and seconds for one image. Only numbers measured on LR-GOPRO belong into it. */
export function table6(ours: MethodComparison, imported: readonly FolderEvaluation[] = []): ResultTable {
  if (ours.scale !== 4)
    throw new RangeError(`Table 6 is of scale 4; this comparison was made at x${ours.scale}`);
  const row = (
    label: string,
    measuredOn: string,
    qualities: readonly Quality[],
    millions: number | null = null,
    seconds: number | null = null,
  ): ResultRow => {
    const among = measuredOn;
    const cells: ResultCell[] = [...qualityCells(qualities, among), millions, seconds, measuredOn];
    return { label, group: measuredOn, cells };
  };
  return {
    title: 'Table 6: methods on LR-GOPRO, ×4',
    rowLabel: 'Method',
    protocol: protocolsOf(
      [ours],
      imported.map((evaluation) => ({ scale: 4, evaluation })),
    ),
    columns: [
      { label: 'PSNR', unit: 'dB', better: 'higher' },
      { label: 'SSIM', digits: 3, better: 'higher' },
      { label: 'Parameters', unit: 'M', digits: 2 },
      { label: 'Time', unit: 's', digits: 2 },
      { label: 'Measured on' },
    ],
    rows: [
      ...PUBLISHED_TABLE_6.rows.map((published) =>
        row(
          published.method,
          PUBLISHED_TABLE_6.measuredOn,
          publishedQuality(published, 4),
          published.parameters,
          published.seconds,
        ),
      ),
      ...[...groupBy(ours.methods, rowName)].map(([name, trainings]) => {
        const { parameters } = trainings[0]!;
        const seconds = trainings.flatMap(({ secondsPerImage }) => secondsPerImage ?? []);
        return row(
          name,
          ours.measuredOn,
          trainings.map((training) => training.mean),
          parameters === null ? null : parameters / 1e6,
          seconds.length > 0 ? median(seconds) : null,
        );
      }),
      ...imported.map(({ name, mean, measuredOn }) => row(name, measuredOn, [mean])),
    ],
    notes: [...notesOf(PUBLISHED_TABLE_6), ...notesOfOurs([ours])],
  };
}

/** Result images of another program at one scale. */
export interface ImportedRow {
  scale: Scale;
  evaluation: FolderEvaluation;
}

interface MeasuredRow {
  name: string;
  measuredOn: string;
  /** One for each training. */
  qualities: Partial<Record<Scale, Quality[]>>;
}

/** One row a method and data set. */
function measuredRows(ours: readonly MethodComparison[], imported: readonly ImportedRow[]): MeasuredRow[] {
  const rows = new Map<string, MeasuredRow>();
  const add = (name: string, measuredOn: string, scale: Scale, quality: Quality): void => {
    const key = JSON.stringify([name, measuredOn]);
    const row = rows.get(key) ?? { name, measuredOn, qualities: {} };
    row.qualities[scale] = [...(row.qualities[scale] ?? []), quality];
    rows.set(key, row);
  };
  for (const { scale, measuredOn, methods } of ours)
    for (const method of methods) add(rowName(method), measuredOn, scale, method.mean);
  for (const { scale, evaluation } of imported)
    add(evaluation.name, evaluation.measuredOn, scale, evaluation.mean);
  return [...rows.values()];
}

const rowName = ({ name, replicateOf }: MethodResult): string => replicateOf ?? name;

function publishedQuality({ qualities }: PublishedMethod, scale: Scale): Quality[] {
  const quality = qualities[scale];
  return quality ? [quality] : [];
}

/** Mean and, of several trainings, spread. */
function qualityCells(qualities: readonly Quality[], among: string): (MeasuredCell | null)[] {
  if (qualities.length === 0) return [null, null];
  return [
    { ...meanAndSpread(qualities.map(({ psnr }) => psnr)), among },
    { ...meanAndSpread(qualities.map(({ ssim }) => ssim)), among },
  ];
}

function notesOfOurs(ours: readonly MethodComparison[]): string[] {
  const trainings = ours.flatMap(({ methods }) => [
    ...groupBy(
      methods.filter(({ replicateOf }) => replicateOf !== undefined),
      rowName,
    ).values(),
  ]);
  const [most = 0] = trainings.map(({ length }) => length).toSorted((a, b) => b - a);
  return [
    ...(most > 1 ? [`Ours with ±: mean and standard deviation over ${most} training seeds.`] : []),
    ...new Set(ours.flatMap(({ methods }) => matchedNotes(methods))),
  ];
}

/** The protocols of our numbers in words; the border depends on the scale. */
function protocolsOf(ours: readonly MethodComparison[], imported: readonly ImportedRow[]): string {
  const texts = [
    ...ours.map(({ scale, protocolText }) => `×${scale} ${protocolText}`),
    ...imported.map(({ scale, evaluation }) => `×${scale} ${evaluation.protocolText}`),
  ];
  return [...new Set(texts)].join('; ');
}

function notesOf({ source, measuredOn, notes }: Published<PublishedMethod>): string[] {
  return [
    `Rows measured on ${measuredOn} are published numbers from ${source}; absolute numbers from other data cannot be compared with them.`,
    ...notes,
  ];
}
