import { installDisplayHost } from '../display/host';
import { mimeBundle } from '../display/inspect';
import type { DisplayContent } from '../protocol';
import { currentCell } from './cell';
import { send } from './channel';

/** Connects the display library and the `display` global to the messages of this process. */
export function installHost(): void {
  installDisplayHost({
    display: (data, metadata = {}, displayId) =>
      emit('display', { data, metadata, transient: transient(displayId) }),
    update: (data, metadata = {}, displayId) =>
      emit('updateDisplay', { data, metadata, transient: transient(displayId) }),
    onCellEnd: (callback) => void currentCell()?.onEnd.push(callback),
    signal() {
      const cell = currentCell();
      if (cell) cell.watchesSignal = true;
      return cell?.abort.signal;
    },
  });
  Object.defineProperty(globalThis, 'display', { value: display, writable: true, configurable: true });
}

/** Shows values as outputs of the cell, each as it would be shown as the cell's result. */
async function display(...values: unknown[]): Promise<void> {
  const shown = showAll(values);
  // Whoever does not await it gets its output before the cell ends all the same.
  currentCell()?.onEnd.push(() => shown.catch(() => {}));
  await shown;
}

async function showAll(values: unknown[]): Promise<void> {
  for (const value of values) {
    emit('display', { data: await mimeBundle(value), metadata: {}, transient: {} });
  }
}

const transient = (displayId: string | undefined) =>
  displayId === undefined ? {} : { display_id: displayId };

function emit(type: 'display' | 'updateDisplay', content: DisplayContent): void {
  const cell = currentCell();
  if (!cell?.silent) send({ type, parent: cell?.parent ?? null, content });
}
