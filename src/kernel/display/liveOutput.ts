import type { MimeBundle } from '../protocol';
import { displayHost } from './host';

const UPDATE_MILLISECONDS = 100;
let counter = 0;

/** One output that is patched in place. */
export interface LiveOutput {
  /** Draws the present state soon: at most ten times a second. */
  touch(): void;
  /** Draws it now. */
  draw(): void;
}

/** Shows a value that changes while the cell runs. `bundle` is asked for its present state. */
export function liveOutput(kind: string, bundle: () => MimeBundle): LiveOutput {
  const host = displayHost();
  const displayId = `bmdsrnet-${kind}-${process.pid}-${Date.now()}-${counter++}`;
  let drawnAt = 0;
  let pending: NodeJS.Timeout | undefined;
  const draw = (): void => {
    clearTimeout(pending);
    pending = undefined;
    drawnAt = Date.now();
    host.update(bundle(), undefined, displayId);
  };
  host.display(bundle(), undefined, displayId);
  return {
    draw,
    touch() {
      const wait = drawnAt + UPDATE_MILLISECONDS - Date.now();
      if (wait <= 0) draw();
      else pending ??= setTimeout(draw, wait);
    },
  };
}
