import type { JsonObject, MimeBundle } from '../protocol/messages';
import { sharedState } from './shared';

/** Where displayed values go: the runner installs one that sends Jupyter messages; a plain script prints text. */
export interface DisplayHost {
  display(data: MimeBundle, metadata?: JsonObject, displayId?: string): void;
  /** Replaces the output that was displayed with this id, in place. */
  update(data: MimeBundle, metadata: JsonObject | undefined, displayId: string): void;
  /** Runs when the cell that is executing now has ended, however it ended; awaited before its `idle`. */
  onCellEnd(callback: () => void | Promise<void>): void;
  /** Fires when the cell that is executing now is interrupted; undefined outside a cell. */
  signal(): AbortSignal | undefined;
}

const textHost: DisplayHost = {
  display: (data) => console.log(data['text/plain'] ?? Object.keys(data).join(', ')),
  update: () => {},
  onCellEnd: () => {},
  signal: () => undefined,
};

const state = sharedState('displayHost', { current: textHost });

export const displayHost = (): DisplayHost => state.current;
export const installDisplayHost = (host: DisplayHost): void => {
  state.current = host;
};
