import { describe, expect, it } from 'vitest';
import { cellId, KERNELSPEC, kernelspecName, NOTEBOOK_METADATA } from '../../../src/extension/kernels/cells';
import { PendingCells } from '../../../src/extension/kernels/pendingCells';
import { placeOf } from '../../../src/extension/kernels/place';

describe('where a kernel runs', () => {
  const saved = {
    trusted: true,
    scheme: 'file',
    isUntitled: false,
    fsPath: '/home/ada/deblur/night.ipynb',
    workspaceFolder: '/home/ada',
    home: '/home/ada',
  };

  it('is the folder of the notebook, or of the workspace while it is unsaved', () => {
    expect(placeOf(saved)).toEqual({ notebook: saved.fsPath, cwd: '/home/ada/deblur' });
    const unsaved = { ...saved, scheme: 'untitled', isUntitled: true };
    expect(placeOf({ ...unsaved, workspaceFolder: '/data' })).toEqual({ notebook: null, cwd: '/data' });
    expect(placeOf({ ...unsaved, workspaceFolder: undefined })).toEqual({ notebook: null, cwd: '/home/ada' });
  });

  it('is nowhere in an untrusted or virtual workspace, and says what to do', () => {
    expect(placeOf({ ...saved, trusted: false })).toEqual({
      problem: expect.stringMatching(/not trusted.*Trust it/s),
    });
    expect(placeOf({ ...saved, scheme: 'vscode-vfs' })).toEqual({
      problem: expect.stringMatching(/virtual.*Save it/s),
    });
  });
});

describe('notebooks and cells', () => {
  it('are ours only where the file names our kernel', () => {
    expect(kernelspecName({ metadata: NOTEBOOK_METADATA })).toBe(KERNELSPEC.name);
    expect(kernelspecName({ metadata: { custom: NOTEBOOK_METADATA } })).toBe(KERNELSPEC.name);
    expect(kernelspecName({ metadata: { metadata: { kernelspec: { name: 'python3' } } } })).toBe('python3');
    expect(kernelspecName({ metadata: {} })).toBeUndefined();
  });

  it('are recognised by their nbformat id', () => {
    const document = { uri: { fragment: 'W0sZmlsZQ' } };
    expect(cellId({ document, metadata: { id: 'a1b2' } })).toBe('a1b2');
    expect(cellId({ document, metadata: { custom: { id: 'a1b2' } } })).toBe('a1b2');
    expect(cellId({ document, metadata: {} })).toContain('W0sZmlsZQ');
  });
});

describe('cells that have not ended', () => {
  it('are remembered from the message before the first of them, for their own kernel only', () => {
    const values = new Map<string, unknown>();
    // Through JSON, as VS Code keeps it; the type is the caller's claim there too.
    const store = {
      get: <T>(key: string) => values.get(key) as T | undefined,
      update: async (key: string, value: unknown) =>
        void (value ? values.set(key, JSON.parse(JSON.stringify(value))) : values.delete(key)),
    };
    const cells = new PendingCells(store, 'file:///night.ipynb');
    cells.add('k1', 10, { msgId: 'm1', cellId: 'a' });
    cells.add('k1', 25, { msgId: 'm2', cellId: 'b' });
    expect(new PendingCells(store, 'file:///night.ipynb').of('k1')).toMatchObject({
      since: 10,
      cells: [{ msgId: 'm1' }, { msgId: 'm2' }],
    });
    expect(cells.of('k2')).toBeUndefined();
    cells.remove('k1', 'm1');
    cells.remove('k1', 'm2');
    expect(cells.of('k1')).toBeUndefined();
    cells.add('k2', 3, { msgId: 'm3', cellId: 'a' });
    expect(cells.of('k2')?.since).toBe(3);
  });
});
