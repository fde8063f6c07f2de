import { reason } from '../../data/fileErrors';
import { writeWhole } from '../../data/writeWhole';
import { toCsv } from './csv';
import { toLatex } from './latex';
import { toMarkdown } from './markdown';
import type { ResultTable } from './resultTable';

/**
 * Writes a table as `<file>.csv`, `<file>.md` and `<file>.tex`, each of which appears whole or not at all; folders are
 * made.
 * @param file path without ending
 * @returns the three paths
 */
export async function writeTable(file: string, table: ResultTable): Promise<string[]> {
  const forms: [string, string][] = [
    [`${file}.csv`, toCsv(table)],
    [`${file}.md`, toMarkdown(table)],
    [`${file}.tex`, toLatex(table)],
  ];
  try {
    for (const [name, text] of forms) await writeWhole(name, text);
  } catch (cause) {
    throw new Error(`The table could not be written to ${file}: ${reason(cause)}. Choose another place.`, {
      cause,
    });
  }
  return forms.map(([name]) => name);
}
