import { type Cell, currentCell } from './cell';
import { type Requests, send } from './channel';
import { guard } from './interrupt';

let waiting: ((value: string) => void) | undefined;

/** The answer to the last question; a late one, whose cell was stopped, is dropped. */
export function answerInput(value: string): void {
  const answer = waiting;
  waiting = undefined;
  answer?.(value);
}

export function forgetInput(): void {
  waiting = undefined;
}

function ask(prompt: string, password: boolean): void {
  const cell = currentCell();
  if (!cell?.allowStdin) throw new Error(refusal(cell));
  send({ type: 'inputRequest', parent: cell.parent, prompt, password });
}

const refusal = (cell: Cell | undefined): string =>
  cell
    ? 'This front end does not take input while it runs cells. Put the value into a variable instead.'
    : 'Input can only be asked for while a cell runs.';

/** Defines the globals `input` (asynchronous) and `prompt` (blocks, as in browsers). */
export function installInput(requests: Requests): void {
  const input = async (prompt = '', { password = false } = {}): Promise<string> => {
    ask(String(prompt), password);
    return new Promise((resolve) => {
      waiting = resolve;
    });
  };
  const promptNow = (message = ''): string => {
    ask(String(message), false);
    return requests.waitFor((request) => (request.type === 'input' ? request.value : undefined), guard);
  };
  for (const [name, value] of Object.entries({ input, prompt: promptNow })) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}
