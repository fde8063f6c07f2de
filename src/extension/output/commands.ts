/** An item of an output in VS Code's terms, without VS Code. */
export interface OutputItem {
  mime: string;
  data: Uint8Array;
}

/** What is to be done to the outputs of a cell. `key` names an output, unique within the notebook's kernel. */
export type OutputCommand =
  | { type: 'append'; key: string; items: OutputItem[]; metadata: Record<string, unknown> }
  | { type: 'replaceItems'; key: string; items: OutputItem[] }
  | { type: 'appendItems'; key: string; items: OutputItem[] }
  | { type: 'clear' };
