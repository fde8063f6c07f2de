import { expect, test } from 'vitest';
import { keep, recall } from '../../../src/renderers/ui/memory';

test('choices come back by key, the oldest are dropped, and foreign state is ignored', () => {
  let state: unknown = 'left by something else';
  const store = {
    getState: () => state,
    setState(value: unknown) {
      state = value;
    },
  };
  const initial = { wipe: 0.5, mode: 'side' };
  expect(recall(store, 'a', initial)).toEqual(initial);
  keep(store, 'a', { wipe: 0.2, mode: 'wipe' });
  expect(recall(store, 'a', initial)).toEqual({ wipe: 0.2, mode: 'wipe' });
  keep(store, 'b', { wipe: 'far left', extra: 1 });
  expect(recall(store, 'b', initial)).toEqual(initial);
  for (let index = 0; index < 64; index++) keep(store, `later ${index}`, initial);
  expect(recall(store, 'a', initial)).toEqual(initial);
});
