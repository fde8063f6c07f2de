import type { CellMessage } from '../../kernel/client';
import type { StreamContent } from '../../kernel/protocol';
import type { OutputCommand, OutputItem } from './commands';
import { errorItem } from './error';
import { bundleItems, streamItem } from './items';

/** What is known about the outputs of one run of a cell. */
export interface RunOutputs {
  /** Prefix of the keys of this run. */
  readonly run: string;
  readonly count: number;
  /** The stream output that ends the list, where one does: text of the same stream is added to it. */
  readonly stream: { name: StreamContent['name']; key: string } | null;
  /** `clear_output(wait)`: clear when the next output comes. */
  readonly clearPending: boolean;
}

/** The outputs that carry a display id, of all cells of a notebook: an update may come from another cell. */
export type DisplayIds = Map<string, Set<string>>;

export const noOutputs = (run: string): RunOutputs => ({ run, count: 0, stream: null, clearPending: false });

interface Step {
  state: RunOutputs;
  commands: OutputCommand[];
}

/** Turns one message of a cell into commands; `displays` is brought up to date. */
export function project(state: RunOutputs, message: CellMessage, displays: DisplayIds): Step {
  switch (message.type) {
    case 'stream':
      return stream(state, message, displays);
    case 'result':
      return append(state, bundleItems(message.data), message.metadata, displays);
    case 'display': {
      const next = append(state, bundleItems(message.data), message.metadata, displays);
      const id = message.transient?.display_id;
      if (id) displays.set(id, new Set(displays.get(id)).add(next.key));
      return next;
    }
    case 'updateDisplay': {
      const keys = displays.get(message.transient?.display_id ?? '') ?? [];
      const items = bundleItems(message.data);
      return { state, commands: [...keys].map((key) => ({ type: 'replaceItems', key, items })) };
    }
    case 'error':
      return append(state, [errorItem(message)], {}, displays);
    case 'clearOutput':
      return message.wait
        ? { state: { ...state, clearPending: true }, commands: [] }
        : clear(state, displays);
    case 'started':
    case 'inputRequest':
      return { state, commands: [] };
  }
}

function stream(state: RunOutputs, { name, text }: StreamContent, displays: DisplayIds): Step {
  const items = [streamItem(name, text)];
  if (state.stream?.name === name && !state.clearPending) {
    return { state, commands: [{ type: 'appendItems', key: state.stream.key, items }] };
  }
  const next = append(state, items, {}, displays);
  return { ...next, state: { ...next.state, stream: { name, key: next.key } } };
}

function append(
  before: RunOutputs,
  items: OutputItem[],
  metadata: Record<string, unknown>,
  displays: DisplayIds,
): Step & { key: string } {
  const { state, commands } = before.clearPending ? clear(before, displays) : { state: before, commands: [] };
  const key = `${state.run}/${state.count}`;
  return {
    state: { ...state, count: state.count + 1, stream: null },
    commands: [...commands, { type: 'append', key, items, metadata }],
    key,
  };
}

function clear(state: RunOutputs, displays: DisplayIds): Step {
  for (const keys of displays.values()) {
    for (const key of keys) if (key.startsWith(`${state.run}/`)) keys.delete(key);
  }
  return { state: { ...state, stream: null, clearPending: false }, commands: [{ type: 'clear' }] };
}
