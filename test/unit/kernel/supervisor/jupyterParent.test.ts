import { expect, it } from 'vitest';
import { parentWatch } from '../../../../src/kernel/supervisor/jupyterParent';

function processes(parent: number, ...alive: number[]) {
  const state = { ppid: parent, alive: new Set(alive) };
  return { state, probe: { parent: () => state.ppid, alive: (pid: number) => state.alive.has(pid) } };
}

it('sees its own parent end, even when it stays as a zombie', () => {
  const { state, probe } = processes(100, 100);
  const gone = parentWatch('100', probe, 'linux');
  expect(gone()).toBe(false);
  state.ppid = 1;
  expect(gone()).toBe(true);
});

it('outlives a launcher while the front end lives', () => {
  const { state, probe } = processes(200, 100, 200);
  const gone = parentWatch('100', probe, 'linux');
  state.ppid = 1;
  expect(gone()).toBe(false);
  state.alive.delete(100);
  expect(gone()).toBe(true);
});

it('keeps to its parent where the named front end is in another container', () => {
  const { state, probe } = processes(200, 200);
  const gone = parentWatch('100', probe, 'linux');
  expect(gone()).toBe(false);
  state.ppid = 1;
  expect(gone()).toBe(true);
});

it('watches nobody when it was detached before it began', () => {
  expect(parentWatch(undefined, processes(1, 1).probe, 'linux')()).toBe(false);
});

it('asks for the parent by number on Windows, where JPY_PARENT_PID is a handle', () => {
  const { state, probe } = processes(200, 200);
  const gone = parentWatch('4711', probe, 'win32');
  expect(gone()).toBe(false);
  state.alive.delete(200);
  expect(gone()).toBe(true);
});
