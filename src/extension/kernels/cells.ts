/** The parts of VS Code's notebook types that identify cells and kernels. */
interface WithMetadata {
  readonly metadata: { readonly [key: string]: unknown };
}
interface Cell extends WithMetadata {
  readonly document: { readonly uri: { readonly fragment: string } };
}

export const KERNELSPEC = {
  name: 'bmdsrnet',
  display_name: 'BMDSRNet (TypeScript)',
  language: 'typescript',
} as const;

/** Metadata of a notebook of ours, as the built-in `.ipynb` serializer keeps it. */
export const NOTEBOOK_METADATA = {
  metadata: { kernelspec: KERNELSPEC, language_info: { name: 'typescript', file_extension: '.ts' } },
  nbformat: 4,
  nbformat_minor: 5,
};

/** The nbformat id of a cell, which survives a reload; a cell that has none gets VS Code's own handle. */
export function cellId(cell: Cell): string {
  const id = field(cell.metadata, 'id') ?? field(field(cell.metadata, 'custom'), 'id');
  return typeof id === 'string' ? id : `handle-${cell.document.uri.fragment}`;
}

/** Name in the notebook's kernelspec. Before VS Code 1.92 the serializer kept it under `custom`. */
export function kernelspecName(notebook: WithMetadata): string | undefined {
  const name = [notebook.metadata, field(notebook.metadata, 'custom')]
    .map((metadata) => field(field(field(metadata, 'metadata'), 'kernelspec'), 'name'))
    .find((found) => typeof found === 'string');
  return name as string | undefined;
}

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as { [key: string]: unknown })[key] : undefined;
