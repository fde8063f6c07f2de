import { expect, it, vi } from 'vitest';
import { atDisposal, endOf } from '../../../../../src/kernel/bmdsrnet/networks/disposal';
import type { RestorationNetwork } from '../../../../../src/kernel/bmdsrnet/types';

it('frees everything that was made of a network once, and tells what could not be freed', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const network = { name: 'mine' } as RestorationNetwork; // its name is all that is read
  const freed: string[] = [];
  atDisposal(network, () => {
    freed.push('first');
    throw new Error('no such memory');
  });
  atDisposal(network, async () => {
    freed.push('second');
    throw new Error('the session is gone');
  });
  atDisposal(network, () => void freed.push('third'));
  endOf(network);
  endOf(network);
  expect(freed).toEqual(['first', 'second', 'third']);
  await vi.waitFor(() => expect(warned).toHaveBeenCalledTimes(2));
  expect(warned.mock.calls.flat().sort()).toEqual([
    'What was made of mine could not be freed: no such memory',
    'What was made of mine could not be freed: the session is gone',
  ]);
});
