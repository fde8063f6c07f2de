import { type Cell, currentCell } from './cell';
import { send } from './channel';
import { errorContent } from './errors';
import { Interrupted } from './interrupt';

/**
 * Errors that no cell waits for, such as a throw in a timer, are sent as outputs of the cell that started it; the
 * process lives on with all its state.
 */
export function reportLateErrors(): void {
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  // Node's own printer is switched off, because it tells users of features that only the kernel uses.
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') console.error(`${warning.name}: ${warning.message}`);
  });
}

function report(error: unknown): void {
  const cell: Cell | undefined = currentCell();
  if (error instanceof Interrupted && cell?.abandoned) return;
  send({ type: 'lateError', parent: cell?.parent ?? null, error: errorContent(error) });
}
