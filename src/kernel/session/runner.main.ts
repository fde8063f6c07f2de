import { inspect } from 'node:util';
import type { ErrorContent, ToRunner } from '../protocol';
import { type Cell, runAs, runningCell } from './cell';
import { Requests, send } from './channel';
import { evaluate, openSession } from './evaluate';
import { acknowledgeInterrupt, startControlThread } from './interrupt';
import { redirectOutput } from './output';
import { transpile } from './transpile';

let cells = 0;
let queue: Promise<void> = Promise.resolve();

const errorContent = (error: unknown): ErrorContent => ({
  ename: error instanceof Error ? error.name : 'Error',
  evalue: error instanceof Error ? error.message : String(error),
  traceback: [inspect(error)],
});

async function execute(request: Extract<ToRunner, { type: 'execute' }>): Promise<void> {
  const { parent, executionCount, silent, allowStdin } = request;
  const cell: Cell = {
    id: ++cells,
    parent,
    executionCount,
    silent,
    allowStdin,
    abort: new AbortController(),
    abandoned: false,
    onEnd: [],
  };
  await runAs(cell, async () => {
    try {
      const outcome = await evaluate((await transpile(request.code, `cell${cell.id}`)).code);
      if ('thrown' in outcome) throw outcome.thrown;
      const value = await outcome.value;
      if (value !== undefined && !silent) {
        send({
          type: 'result',
          parent,
          executionCount,
          data: { 'text/plain': inspect(value) },
          metadata: {},
        });
      }
      send({ type: 'executed', parent, executionCount, outcome: { status: 'ok', userExpressions: {} } });
    } catch (error) {
      send({
        type: 'executed',
        parent,
        executionCount,
        outcome: { status: 'error', ...errorContent(error) },
      });
    }
  });
}

function handle(request: ToRunner): void {
  if (request.type === 'execute') queue = queue.then(() => execute(request));
  else if (request.type === 'shutdown') process.exit(0);
}

redirectOutput();
new Requests(handle, () => process.exit(0));
startControlThread(() => {
  if (runningCell() === undefined) acknowledgeInterrupt();
});
send({ type: 'ready', pid: process.pid, node: process.version });
setImmediate(() => {
  openSession();
  void transpile('', 'warm');
});
