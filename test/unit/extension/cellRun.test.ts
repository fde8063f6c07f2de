import { describe, expect, it } from 'vitest';
import { PACE_MS } from '../../../src/extension/output/pacer';
import type { CellMessage } from '../../../src/kernel/client';
import type { ExecuteReply } from '../../../src/kernel/protocol';
import { RecordingCell } from './recordingCell';

const started: CellMessage = { type: 'started', executionCount: 3 };
const ok: ExecuteReply = { status: 'ok', execution_count: 3, payload: [], user_expressions: {} };
const print = (text: string, name: 'stdout' | 'stderr' = 'stdout'): CellMessage => ({
  type: 'stream',
  name,
  text,
});
const display = (text: string, id?: string): CellMessage => ({
  type: 'display',
  data: { 'text/plain': text },
  metadata: {},
  transient: id ? { display_id: id } : {},
});
const update = (text: string, id: string): CellMessage =>
  ({ ...display(text, id), type: 'updateDisplay' }) as CellMessage;

describe('a run of a cell', () => {
  it('starts when the kernel starts it and ends as the kernel says', () => {
    const cell = new RecordingCell();
    const run = cell.run('a');
    expect(cell.log).toEqual([]);
    run.message(started);
    run.message({ type: 'result', execution_count: 3, data: { 'text/plain': '42' }, metadata: {} });
    run.ended(ok);
    expect(cell.log).toEqual(['start 3', 'append', 'end true']);
    expect(cell.text()).toEqual(['42']);
  });

  it('merges what is printed into one output, and keeps the order of other outputs', () => {
    const cell = new RecordingCell();
    const run = cell.run('a');
    run.message(started);
    for (let i = 0; i < 1_000; i++) run.message(print(`${i}\n`));
    run.message(display('picture'));
    run.message(print('after'));
    run.message(print('warning', 'stderr'));
    run.ended(ok);
    const numbers = Array.from({ length: 1_000 }, (_, i) => `${i}\n`).join('');
    expect(cell.text()).toEqual([numbers, 'picture', 'after', 'warning']);
    // The first line at once, the rest with the next flush.
    expect(cell.outputs.get('a/0')?.items).toHaveLength(2);
  });

  it('updates a live output in place at most every 100 ms, and always draws its last state', () => {
    const cell = new RecordingCell();
    const run = cell.run('a');
    run.message(started);
    run.message(display('0', 'live'));
    for (let ms = 1; ms <= 1_000; ms++) {
      cell.clock.advance(1);
      run.message(update(String(ms), 'live'));
    }
    run.message(update('last', 'live'));
    run.ended(ok);
    expect(cell.text()).toEqual(['last']);
    const { edits } = cell.outputs.get('a/0')!;
    expect(edits).toBeGreaterThanOrEqual(10);
    expect(edits).toBeLessThanOrEqual(1_000 / PACE_MS + 2);
  });

  it('updates every output of a display id, also in another cell', () => {
    const displays = new Map();
    const cell = new RecordingCell();
    const first = cell.run('a', displays);
    first.message(started);
    first.message(display('old', 'shared'));
    first.message(display('old', 'shared'));
    first.ended(ok);
    const second = cell.run('b', displays);
    second.message(started);
    second.message(update('new', 'shared'));
    second.ended(ok);
    expect(cell.text()).toEqual(['new', 'new']);
  });

  it('clears at once, or with the next output when asked to wait', () => {
    const cell = new RecordingCell();
    const run = cell.run('a');
    run.message(started);
    run.message(print('one'));
    run.message({ type: 'clearOutput', wait: true });
    cell.clock.advance(PACE_MS);
    expect(cell.text()).toEqual(['one']);
    run.message(print('two'));
    cell.clock.advance(PACE_MS);
    expect(cell.text()).toEqual(['two']);
    run.message({ type: 'clearOutput', wait: false });
    run.ended(ok);
    expect(cell.text()).toEqual([]);
  });

  it('shows an error once, its lines as the kernel formatted them', () => {
    const cell = new RecordingCell();
    const run = cell.run('a');
    const error = {
      ename: 'TypeError',
      evalue: 'x is not a function',
      traceback: ['Cell In[3], line 2, column 5', '----> 2 x()', '', 'TypeError: x is not a function'],
    };
    run.message(started);
    run.message({ type: 'error', ...error });
    run.ended({ status: 'error', execution_count: 3, ...error });
    expect(cell.text().map((text) => JSON.parse(text))).toEqual([
      { name: 'TypeError', message: 'x is not a function', stack: error.traceback.join('\n') },
    ]);
    expect(cell.log.at(-1)).toBe('end false');
  });

  it('shows why a cell that never began failed, and takes nothing after its end', () => {
    const cell = new RecordingCell();
    const run = cell.run('a');
    run.failed({ ename: 'KernelStartError', evalue: 'No Node to run the kernel with.', traceback: [] });
    run.message(print('late'));
    run.ended(ok);
    expect(cell.log).toEqual(['start undefined', 'append', 'end false']);
    const aborted = cell.run('b');
    aborted.ended({ status: 'aborted', execution_count: 0 });
    expect(cell.log.slice(3)).toEqual(['end undefined']);
  });

  it('puts what a timer prints after the end into the cell, joined to what it printed before', () => {
    const cell = new RecordingCell();
    const run = cell.run('a');
    run.message(started);
    run.message(print('now\n'));
    run.ended(ok);
    run.message(print('late\n'));
    cell.clock.advance(PACE_MS);
    run.message(print('last\n'));
    run.superseded();
    expect(cell.text()).toEqual(['now\nlate\nlast\n']);
    expect(cell.log.slice(cell.log.indexOf('end true') + 1)).toEqual([
      'late',
      'appendItems',
      'late',
      'appendItems',
    ]);
  });
});
