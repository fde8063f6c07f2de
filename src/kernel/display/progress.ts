import type { MimeBundle } from '../protocol';
import { escapeXml } from './comparison';
import { displayHost } from './host';
import { liveOutput } from './liveOutput';

interface Stage {
  done: number;
  total: number;
}

/** What the library's long calls take as `onProgress`: either form of it. */
export interface Progress {
  (done: number, total: number): void;
  (progress: Stage): void;
}

/** A progress bar that is patched in place; its last state is saved with the notebook. */
export function progressBar(title: string): Progress {
  const started = Date.now();
  let first: number | undefined;
  let done = 0;
  let total = 0;
  let ended = false;

  const state = (): string => {
    if (total === 0) return ended ? 'nothing was done' : 'begins';
    const seconds = (Date.now() - started) / 1000;
    const count = `${done} of ${total}`;
    if (done >= total) return `${count} in ${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
    if (ended) return `stopped at ${count}`;
    // What an earlier call had done came at once, so it says nothing about the speed.
    const here = done - (first ?? 0);
    return here > 0 ? `${count}, ${Math.round((seconds * (total - done)) / here)} s left` : count;
  };
  const bundle = (): MimeBundle => ({
    'text/html':
      `<div>${escapeXml(title)} <progress max="${Math.max(1, total)}" value="${done}" style="width:20em"></progress> ` +
      `${escapeXml(state())}</div>`,
    'text/plain': `${title}: ${state()}`,
  });

  const output = liveOutput('progress', bundle);
  displayHost().onCellEnd(() => {
    ended = true;
    if (done < total || total === 0) output.draw();
  });
  return (now: number | Stage, of?: number): void => {
    const stage: Stage = typeof now === 'number' ? { done: now, total: of ?? 0 } : now;
    done = stage.done;
    total = stage.total;
    first ??= done;
    if (done >= total) output.draw();
    else output.touch();
  };
}
