import { describe, expect, it } from 'vitest';
import {
  type Cell,
  emptyQueue,
  type QueueEffect,
  type QueueEvent,
  reduceQueue,
} from '../../../../src/kernel/supervisor/queue';

function cell(id: string, request: Partial<Cell['request']> = {}, batch: string | null = null): Cell {
  const header = {
    msg_id: id,
    session: 's',
    username: 'u',
    date: '',
    msg_type: 'execute_request',
    version: '5.3',
  };
  const defaults = {
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  };
  return { header, request: { code: '', ...defaults, ...request }, cellId: null, batch };
}
const ask = (id: string, request?: Partial<Cell['request']>, batch?: string): QueueEvent => ({
  type: 'requested',
  cell: cell(id, request, batch),
});
const error = { ename: 'E', evalue: '', traceback: [] };
const done = (msgId: string): QueueEvent => ({
  type: 'executed',
  msgId,
  outcome: { status: 'ok', userExpressions: {} },
});
const failed = (msgId: string): QueueEvent => ({
  type: 'executed',
  msgId,
  outcome: { status: 'error', ...error },
});
const ready: QueueEvent = { type: 'runnerReady' };

const word = (effect: QueueEffect): string => {
  if (effect.type === 'interruptRunner') return effect.type;
  const count = effect.type === 'begin' ? `#${effect.cell.executionCount}` : '';
  return `${effect.type} ${effect.cell.header.msg_id}${count}`;
};
/** What a series of events does, in words. */
function story(...events: QueueEvent[]): string[] {
  let state = emptyQueue;
  return events.flatMap((event) => {
    const next = reduceQueue(state, event);
    state = next.state;
    return next.effects.map(word);
  });
}

describe('the execution queue', () => {
  it('waits for the runner, then runs cells one by one', () => {
    expect(story(ask('a'), ask('b'), ready, done('a'), done('b'))).toEqual([
      'begin a#1',
      'end a',
      'begin b#2',
      'end b',
    ]);
  });
  it('aborts what waits behind a failing cell, but not what comes later', () => {
    const events = [ready, ask('a'), ask('b'), ask('c'), failed('a'), ask('d')];
    expect(story(...events)).toEqual(['begin a#1', 'end a', 'abort b', 'abort c', 'begin d#2']);
  });
  it('goes on after a failing cell with stop_on_error false', () => {
    const events = [ready, ask('a', { stop_on_error: false }), ask('b'), failed('a')];
    expect(story(...events)).toEqual(['begin a#1', 'end a', 'begin b#2']);
  });
  it('counts only stored cells that are not silent', () => {
    const events = [
      ready,
      ask('a', { silent: true }),
      done('a'),
      ask('b', { store_history: false }),
      done('b'),
      ask('c'),
    ];
    expect(story(...events)).toEqual(['begin a#0', 'end a', 'begin b#0', 'end b', 'begin c#1']);
  });
  it('stops everything on an interrupt', () => {
    expect(story(ready, ask('a'), ask('b'), { type: 'interrupted' })).toEqual([
      'begin a#1',
      'abort b',
      'interruptRunner',
    ]);
    expect(story(ask('a'), { type: 'interrupted' }, ready)).toEqual(['abort a']);
    expect(story(ready, { type: 'interrupted' })).toEqual([]);
  });
  it('ends the running cell when the runner dies, and counts from 1 with the next', () => {
    const gone: QueueEvent = { type: 'runnerGone', error };
    expect(story(ready, ask('a'), ask('b'), gone, ask('c'), ready)).toEqual([
      'begin a#1',
      'end a',
      'abort b',
      'begin c#1',
    ]);
    expect(story(ask('a'), ask('b'), gone)).toEqual(['fail a', 'abort b']);
  });
  it('aborts the cells of a stopped batch that were still on their way', () => {
    const gone: QueueEvent = { type: 'runnerGone', error };
    for (const stop of [failed('a'), gone]) {
      const events = [ready, ask('a', {}, 'all'), stop, ask('b', {}, 'all'), ready, ask('c', {}, 'next')];
      expect(story(...events)).toEqual(['begin a#1', 'end a', 'abort b', expect.stringMatching('begin c')]);
    }
  });
  it('does not believe the end of a cell that does not run', () => {
    expect(story(ready, done('x'), ask('a'), done('x'))).toEqual(['begin a#1']);
  });
  it('never loses a cell and never runs two, whatever the order of events', () => {
    let seed = 7;
    const random = (n: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % n;
    };
    for (let run = 0; run < 300; run++) {
      let state = emptyQueue;
      let running: string | null = null;
      const open = new Set<string>();
      for (let step = 0; step < 40; step++) {
        const id = `${run}-${step}`;
        const ends = running ?? 'none';
        const events = [
          ask(id),
          ready,
          done(ends),
          failed(ends),
          { type: 'interrupted' },
          { type: 'runnerGone', error },
        ] as const;
        const event = events[random(events.length)]!;
        if (event.type === 'requested') open.add(id);
        const next = reduceQueue(state, event);
        state = next.state;
        for (const effect of next.effects) {
          if (effect.type === 'interruptRunner') continue;
          const which = effect.cell.header.msg_id;
          if (effect.type === 'begin') {
            expect(running).toBeNull();
            running = which;
          } else {
            expect(open.delete(which)).toBe(true);
            if (effect.type === 'end') running = null;
          }
        }
        const known = [...state.queued, ...(state.running ? [state.running] : [])].map(
          ({ header }) => header.msg_id,
        );
        expect(new Set(known)).toEqual(open);
      }
    }
  });
});
