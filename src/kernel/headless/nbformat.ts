import { randomBytes } from 'node:crypto';
import type { Json, JsonObject, MimeBundle } from '../protocol';

/** nbformat 4.5. Text is one string here; on disk it is an array of lines. */
export type CellOutput =
  | { output_type: 'stream'; name: 'stdout' | 'stderr'; text: string }
  | { output_type: 'display_data'; data: MimeBundle; metadata: JsonObject }
  | { output_type: 'execute_result'; execution_count: number | null; data: MimeBundle; metadata: JsonObject }
  | { output_type: 'error'; ename: string; evalue: string; traceback: string[] };

export interface NotebookCell {
  cell_type: string;
  id: string;
  metadata: JsonObject;
  source: string;
  execution_count?: number | null;
  outputs?: CellOutput[];
}
export interface CodeCell extends NotebookCell {
  cell_type: 'code';
  execution_count: number | null;
  outputs: CellOutput[];
}
export interface Notebook {
  nbformat: 4;
  nbformat_minor: number;
  metadata: JsonObject;
  cells: NotebookCell[];
}

export const isCode = (cell: NotebookCell): cell is CodeCell => cell.cell_type === 'code';

/** Reads an `.ipynb` text; saved outputs are left out. Throws an error that says what is wrong with it. */
export function parseNotebook(text: string): Notebook {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`not a notebook: ${(error as Error).message}. Is the file complete?`);
  }
  const { nbformat, nbformat_minor, metadata, cells } = json as Record<string, Json>;
  if (nbformat !== 4) {
    throw new Error(
      `notebook format ${nbformat ?? 'missing'} is not supported: save it as format 4 (Jupyter since 2015)`,
    );
  }
  if (!Array.isArray(cells)) throw new Error('not a notebook: it has no list of cells');
  return {
    nbformat,
    // Cell ids came with 4.5; cells that lack one get one below.
    nbformat_minor: Math.max(5, Number(nbformat_minor) || 0),
    metadata: (metadata ?? {}) as JsonObject,
    cells: cells.map((cell) => parseCell(cell as JsonObject)),
  };
}

function parseCell(cell: JsonObject): NotebookCell {
  const { source, id, outputs: _outputs, execution_count: _count, ...rest } = cell;
  const parsed = {
    ...(rest as { cell_type: string; metadata: JsonObject }),
    id: typeof id === 'string' ? id : randomBytes(4).toString('hex'),
    source: Array.isArray(source) ? source.join('') : String(source ?? ''),
  };
  return parsed.cell_type === 'code' ? { ...parsed, execution_count: null, outputs: [] } : parsed;
}

/** The text of an `.ipynb` file, formatted as Jupyter does. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map(({ source, outputs, ...cell }) => ({
    ...cell,
    ...(outputs ? { outputs: outputs.map(outputOnDisk) } : {}),
    source: lines(source),
  }));
  return `${JSON.stringify({ ...notebook, cells }, null, 1)}\n`;
}

function outputOnDisk(output: CellOutput): object {
  if (output.output_type === 'stream') return { ...output, text: lines(output.text) };
  if (output.output_type === 'error') return output;
  const data = Object.entries(output.data).map(([mime, value]) => [
    mime,
    isText(mime) ? lines(String(value)) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

const isText = (mime: string): boolean => mime.startsWith('text/') || mime === 'image/svg+xml';
const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? [];
