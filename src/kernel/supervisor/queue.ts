import type { ErrorContent, ExecuteRequest, FromRunner, Header } from '../protocol';

export interface Cell {
  header: Header;
  request: ExecuteRequest;
  /** nbformat id where the front end gave one. */
  cellId: string | null;
  /** Names the cells that were run together: where one of them stops the queue, those still on their way stop too. */
  batch: string | null;
}
export interface RunningCell extends Cell {
  executionCount: number;
}
export type Outcome = Extract<FromRunner, { type: 'executed' }>['outcome'];

export interface QueueState {
  /** The runner takes cells. */
  ready: boolean;
  running: RunningCell | null;
  queued: readonly Cell[];
  executionCount: number;
  /** The batch that was stopped last. */
  stoppedBatch: string | null;
}

export type QueueEvent =
  | { type: 'requested'; cell: Cell }
  | { type: 'runnerReady' }
  | { type: 'executed'; msgId: string; outcome: Outcome }
  | { type: 'interrupted' }
  /** The runner died, was restarted or could not start; `error` says why. */
  | { type: 'runnerGone'; error: ErrorContent };

export type QueueEffect =
  | { type: 'begin'; cell: RunningCell }
  | { type: 'end'; cell: RunningCell; outcome: Outcome }
  /** The cell never began because there is no runner; it carries the error that says why. */
  | { type: 'fail'; cell: Cell; error: ErrorContent }
  | { type: 'abort'; cell: Cell }
  | { type: 'interruptRunner' };

export const emptyQueue: QueueState = {
  ready: false,
  running: null,
  queued: [],
  executionCount: 0,
  stoppedBatch: null,
};

/** The execution queue: one cell at a time, in order of arrival. Pure, so that every order of events can be tested. */
export function reduceQueue(
  state: QueueState,
  event: QueueEvent,
): { state: QueueState; effects: QueueEffect[] } {
  switch (event.type) {
    case 'requested':
      if (event.cell.batch !== null && event.cell.batch === state.stoppedBatch)
        return { state, effects: [abort(event.cell)] };
      return beginNext({ ...state, queued: [...state.queued, event.cell] });
    case 'runnerReady':
      return beginNext({ ...state, ready: true });
    case 'executed':
      return executed(state, event.msgId, event.outcome);
    case 'interrupted': {
      // Whoever presses Stop wants everything to stop, also cells that have not begun.
      const effects: QueueEffect[] = state.queued.map(abort);
      if (state.running) effects.push({ type: 'interruptRunner' });
      return { state: { ...state, queued: [], stoppedBatch: batchToStop(state) }, effects };
    }
    case 'runnerGone':
      return runnerGone(state, event.error);
  }
}

const abort = (cell: Cell): QueueEffect => ({ type: 'abort', cell });

const batchToStop = ({ running, queued, stoppedBatch }: QueueState): string | null =>
  (running ?? queued[0])?.batch ?? stoppedBatch;

function beginNext(
  state: QueueState,
  effects: QueueEffect[] = [],
): { state: QueueState; effects: QueueEffect[] } {
  const [next, ...queued] = state.queued;
  if (!next || !state.ready || state.running) return { state, effects };
  const counts = next.request.store_history && !next.request.silent;
  const executionCount = state.executionCount + (counts ? 1 : 0);
  const running = { ...next, executionCount };
  return {
    state: { ...state, running, queued, executionCount },
    effects: [...effects, { type: 'begin', cell: running }],
  };
}

function executed(
  state: QueueState,
  msgId: string,
  outcome: Outcome,
): { state: QueueState; effects: QueueEffect[] } {
  const { running } = state;
  if (running?.header.msg_id !== msgId) return { state, effects: [] };
  const effects: QueueEffect[] = [{ type: 'end', cell: running, outcome }];
  const stops = outcome.status === 'error' && running.request.stop_on_error;
  const queued = stops ? [] : state.queued;
  if (stops) effects.push(...state.queued.map(abort));
  const stoppedBatch = stops ? batchToStop(state) : state.stoppedBatch;
  return beginNext({ ...state, running: null, queued, stoppedBatch }, effects);
}

function runnerGone(state: QueueState, error: ErrorContent): { state: QueueState; effects: QueueEffect[] } {
  const effects: QueueEffect[] = [];
  let rest = state.queued;
  if (state.running) {
    effects.push({ type: 'end', cell: state.running, outcome: { status: 'error', ...error } });
  } else if (rest[0]) {
    effects.push({ type: 'fail', cell: rest[0], error });
    rest = rest.slice(1);
  }
  // A new runner has no variables: its cells count from 1 again.
  return {
    state: { ...emptyQueue, stoppedBatch: batchToStop(state) },
    effects: [...effects, ...rest.map(abort)],
  };
}
