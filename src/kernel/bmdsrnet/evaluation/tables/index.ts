export { type AblationResult, ablationTable } from './ablationTable';
export { comparisonTable, conventionsTable, sequenceTable } from './comparisonTable';
export { toCsv } from './csv';
export { displayTable } from './displayTable';
export { toLatex } from './latex';
export { toMarkdown } from './markdown';
export { perImageCsv } from './perImage';
export {
  PUBLISHED_TABLE_4,
  PUBLISHED_TABLE_5,
  PUBLISHED_TABLE_6,
  type Published,
  type PublishedMethod,
  type PublishedVariant,
} from './published';
export { type ImportedRow, table5, table6 } from './publishedTables';
export type { MeasuredCell, ResultCell, ResultColumn, ResultRow, ResultTable } from './resultTable';
export { writeTable } from './writeTable';
