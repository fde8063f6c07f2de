import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toCsv } from './csv';
import { toLatex } from './latex';
import { toMarkdown } from './markdown';
import type { ResultTable } from './resultTable';

/**
 * Writes a table as `<file>.csv`, `<file>.md` and `<file>.tex`; folders are made.
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
    await mkdir(path.dirname(file), { recursive: true });
    for (const [name, text] of forms) await writeFile(name, text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`the table could not be written to ${file}: ${why}. Choose another place.`, { cause });
  }
  return forms.map(([name]) => name);
}
