import { types } from 'node:util';
import { mimeBundle } from '../display/inspect';
import type { ErrorContent, FromRunner, JsonObject, ToRunner } from '../protocol';
import { type Cell, runAs, runningCell } from './cell';
import { send } from './channel';
import { errorContent } from './errors';
import { evaluate } from './evaluate';
import { acknowledgeInterrupt, Interrupted, interruptPending } from './interrupt';
import { cellUrl, registerScript } from './scripts';
import { compileCell } from './transpile';

type ExecuteRequest = Extract<ToRunner, { type: 'execute' }>;
type Outcome = Extract<FromRunner, { type: 'executed' }>['outcome'];

/** How long a cell that watches its signal may take to end by itself; a second interrupt does not wait. */
const GRACE_MS = 10_000;

let cells = 0;

/** Runs cells one at a time, in the order in which they came. */
export class Executor {
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly whenEnded: () => void) {}

  enqueue(request: ExecuteRequest): void {
    this.queue = this.queue
      .then(() => execute(request))
      .catch((error: unknown) => endWithout(request, error))
      .then(this.whenEnded);
  }

  /** Runs on the main thread once it is free; loops have been stopped by their guards before. */
  interrupted(): void {
    if (!interruptPending()) return;
    const cell = runningCell();
    if (cell) stop(cell);
    else acknowledgeInterrupt();
  }
}

function stop(cell: Cell): void {
  const again = cell.abort.signal.aborted;
  const error = new Interrupted();
  cell.abort.abort(error);
  if (again || !cell.watchesSignal) cell.end(error);
  else setTimeout(() => cell.end(error), GRACE_MS).unref();
}

async function execute(request: ExecuteRequest): Promise<void> {
  const { parent, executionCount } = request;
  let end: Cell['end'] = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = reject;
  });
  const cell: Cell = {
    ...{ id: ++cells, parent, executionCount, silent: request.silent, allowStdin: request.allowStdin },
    ...{ abort: new AbortController(), watchesSignal: false, abandoned: false, onEnd: [], end },
  };
  await runAs(cell, async () => {
    let outcome = await settle(request, cell, ended);
    try {
      await finish(cell);
    } catch (error) {
      if (outcome.status === 'ok') outcome = { status: 'error', ...errorContent(error, executionCount) };
    }
    acknowledgeInterrupt();
    send({ type: 'executed', parent, executionCount, outcome });
  });
}

/** Completes the outputs of a cell. An interrupt ends the wait for one that never comes. */
async function finish(cell: Cell): Promise<void> {
  const stopped = new Promise<never>((_, reject) => {
    cell.end = reject;
  });
  const complete = async (): Promise<void> => {
    for (const callback of cell.onEnd) await callback();
  };
  await Promise.race([complete(), stopped]);
}

/** Ends a cell whose outcome could not be told, such as an error that can't be read or is too large to send. */
function endWithout({ parent, executionCount }: ExecuteRequest, error: unknown): void {
  acknowledgeInterrupt();
  const why = error instanceof Error ? error.message : "it can't be read";
  const evalue = `The cell has ended, but how can't be told: ${why}.`;
  const outcome: Outcome = {
    status: 'error',
    ename: 'KernelError',
    evalue,
    traceback: [`KernelError: ${evalue}`],
  };
  send({ type: 'executed', parent, executionCount, outcome });
}

async function settle(request: ExecuteRequest, cell: Cell, ended: Promise<never>): Promise<Outcome> {
  let failure: { error: unknown } | undefined;
  let userExpressions: JsonObject = {};
  const work = showValue(request, cell).then(async () => {
    userExpressions = await evaluateAll(request.userExpressions);
  });
  try {
    await Promise.race([work, ended]);
  } catch (error) {
    failure = { error };
    // Where the code is waiting still, it must not go on when its wait is over.
    cell.abandoned = true;
    work.catch(() => {});
  }
  if (interruptPending()) return { status: 'error', ...interruption(failure?.error, cell) };
  if (failure) return { status: 'error', ...errorContent(failure.error, cell.executionCount) };
  return { status: 'ok', userExpressions };
}

/** The cell was interrupted, also where its code swallowed that or failed because of it. */
function interruption(error: unknown, cell: Cell): ErrorContent {
  const interrupted = error instanceof Interrupted ? error : new Interrupted();
  return errorContent(interrupted, cell.executionCount);
}

/** Runs the cell and sends its value. A promise as the last expression is awaited, as if `await` were written. */
async function showValue(request: ExecuteRequest, cell: Cell): Promise<void> {
  const { parent, executionCount, silent, code } = request;
  const completion = await evaluateCell(code, cell);
  const value = types.isPromise(completion) ? await completion : completion;
  if (value === undefined || silent) return;
  const data = await mimeBundle(value);
  send({ type: 'result', parent, executionCount, data, metadata: {} });
}

async function evaluateCell(source: string, { id, executionCount }: Cell): Promise<unknown> {
  const { code, positions } = await compileCell(source);
  const url = cellUrl(id);
  registerScript(url, { label: `Cell [${executionCount}]`, cell: { id, executionCount }, source, positions });
  const outcome = await evaluate(`${code}\n//# sourceURL=${url}`);
  if ('thrown' in outcome) throw outcome.thrown;
  return outcome.value;
}

async function evaluateAll(expressions: JsonObject): Promise<JsonObject> {
  const values: JsonObject = {};
  for (const [name, expression] of Object.entries(expressions)) {
    try {
      const outcome = await evaluate((await compileCell(String(expression))).code);
      if ('thrown' in outcome) throw outcome.thrown;
      values[name] = { status: 'ok', data: await mimeBundle(outcome.value), metadata: {} };
    } catch (error) {
      values[name] = { status: 'error', ...errorContent(error) };
    }
  }
  return values;
}
