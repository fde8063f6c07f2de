import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Registry } from '../../../src/kernel/client';
import { type RunNotebook, runNotebook } from '../../../src/kernel/headless/runNotebook';
import { alive, KernelFixture, until } from '../support/kernelFixture';

const fixture = new KernelFixture();
afterAll(() => fixture.dispose());

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';

async function runCells(sources: string[], options: Partial<RunNotebook> = {}) {
  const folder = path.join(fixture.folder, `nb-${Math.random().toString(36).slice(2)}`);
  mkdirSync(folder);
  const file = path.join(folder, 'demo.ipynb');
  const cells = sources.map((source, i) => ({
    cell_type: 'code',
    id: `c${i}`,
    metadata: { tags: [`t${i}`] },
    source,
  }));
  const metadata = { kernelspec: { name: 'bmdsrnet', display_name: 'BMDSRNet' } };
  const text = { cell_type: 'markdown', id: 'text', metadata: {}, source: ['# Title\n', 'text'] };
  writeFileSync(file, JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata, cells: [text, ...cells] }));
  const programs = await fixture.programs();
  let screen = '';
  const run = await runNotebook({
    file,
    out: path.join(folder, 'out', 'demo.ipynb'),
    supervisorScript: path.join(programs, 'supervisor.js'),
    runnerScript: path.join(programs, 'fakeRunner.js'),
    node: { command: process.execPath, env: {} },
    env: fixture.env,
    screen: {
      write: (piece) => {
        screen += piece;
      },
      interactive: false,
    },
    ...options,
  });
  return { run, folder, screen, executed: JSON.parse(readFileSync(run.out, 'utf8')) };
}

describe('a notebook in the terminal', () => {
  it('runs in its own folder, shows its output and is saved with it', async () => {
    const { run, folder, screen, executed } = await runCells([
      "kernel.out('a\\n'); kernel.out('b\\n'); kernel.out('50%\\r100%\\n'); kernel.err('careful\\n')",
      `kernel.display({ 'image/png': '${PIXEL}', 'text/plain': 'a pixel' }, 'live'); kernel.result('42')`,
      "kernel.update({ 'text/plain': 'changed' }, 'live'); kernel.out(process.cwd())",
    ]);
    expect(run).toMatchObject({ ok: true, cells: [{ status: 'ok' }, { status: 'ok' }, { status: 'ok' }] });
    expect(executed).toMatchObject({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: 'bmdsrnet' } },
    });
    expect(executed.cells[0]).toEqual({
      cell_type: 'markdown',
      id: 'text',
      metadata: {},
      source: ['# Title\n', 'text'],
    });
    expect(executed.cells[1]).toMatchObject({
      execution_count: 1,
      metadata: { tags: ['t0'] },
      outputs: [
        { output_type: 'stream', name: 'stdout', text: ['a\n', 'b\n', '100%\n'] },
        { output_type: 'stream', name: 'stderr', text: ['careful\n'] },
      ],
    });
    expect(executed.cells[2].outputs).toEqual([
      { output_type: 'display_data', data: { 'text/plain': ['changed'] }, metadata: {} },
      { output_type: 'execute_result', execution_count: 2, data: { 'text/plain': ['42'] }, metadata: {} },
    ]);
    expect(executed.cells[3].outputs[0].text).toEqual([folder]);
    expect(screen).toMatch(/\[1\/3\] kernel\.out.*\na\nb\n100%\ncareful\n {4}done in [\d.]+ s/);
    expect(screen).toContain('a pixel\n42\n');
  });

  it('writes the images of its outputs beside it', async () => {
    const comparison = {
      version: 1,
      title: 'Result',
      notes: [],
      images: ['Blurred', 'Restored (×2)'].map((label) => ({ label, png: PIXEL, width: 1, height: 1 })),
    };
    const { run } = await runCells([
      `kernel.display({ 'image/png': '${PIXEL}' }); kernel.display({ 'image/png': '${PIXEL}' });`,
      `kernel.display({ 'application/vnd.bmdsrnet.comparison.v1+json': ${JSON.stringify(comparison)} })`,
    ]);
    expect(run.images.map((file) => path.basename(file))).toEqual([
      'cell-01-output.png',
      'cell-01-output-2.png',
      'cell-02-blurred.png',
      'cell-02-restored-2.png',
    ]);
    expect(readFileSync(run.images[2]!)).toEqual(Buffer.from(PIXEL, 'base64'));
  });

  it('stops at the first cell that fails, unless errors are allowed', async () => {
    const cells = ["kernel.out('before')", "throw new RangeError('too far')", "kernel.out('after')"];
    const { run, executed, screen } = await runCells(cells);
    expect(run.ok).toBe(false);
    expect(run.cells.map(({ status }) => status)).toEqual(['ok', 'error']);
    expect(executed.cells[2].outputs).toMatchObject([
      { output_type: 'error', ename: 'RangeError', evalue: 'too far' },
    ]);
    expect(executed.cells[3]).toMatchObject({ execution_count: null, outputs: [] });
    expect(screen).toContain('RangeError: too far\n    failed after');
    expect((await runCells(cells, { allowErrors: true })).run).toMatchObject({
      ok: true,
      cells: { length: 3 },
    });
  });

  it('ends with the cause when the kernel dies in a cell', async () => {
    const { run, screen } = await runCells(['process.exit(9)']);
    expect(run).toMatchObject({ ok: false, cells: [{ error: { ename: 'KernelDied' } }] });
    expect(screen).toContain('exit code 9');
  });

  it('stops a cell that takes too long', async () => {
    const { run } = await runCells(['await kernel.untilInterrupted()'], { timeoutSeconds: 0.2 });
    expect(run.cells[0]?.error?.ename).toBe('Interrupted');
  });

  it('when stopped, interrupts the cell and runs no other', async () => {
    const stop = new AbortController();
    const screen = {
      write: (text: string) => text.includes('running now') && stop.abort(),
      interactive: true,
    };
    const cells = ["kernel.out('running' + ' now'); await kernel.untilInterrupted()", "kernel.out('never')"];
    const { run } = await runCells(cells, { signal: stop.signal, screen, allowErrors: true });
    expect(run).toMatchObject({ ok: false, cells: [{ error: { ename: 'Interrupted' } }] });
  });

  it('leaves no kernel behind', async () => {
    const pid = (await runCells(['kernel.out(String(process.pid))'])).executed.cells[1].outputs[0].text[0];
    await until(() => !alive(Number(pid)));
    const registry = new Registry(fixture.env.BMDSRNET_RUNTIME_DIR);
    await until(() => registry.list().length === 0);
  });

  it.each([
    ['{"nbformat": 4', 'Is the file complete?'],
    ['{"nbformat": 3}', 'format 3 is not supported'],
    ['[]', 'format missing'],
  ])('refuses %s', async (text, message) => {
    const file = path.join(fixture.folder, 'bad.ipynb');
    writeFileSync(file, text);
    const out = path.join(fixture.folder, 'bad-out.ipynb');
    const screen = { write: () => {}, interactive: false };
    const node = { command: process.execPath, env: {} };
    await expect(runNotebook({ file, out, supervisorScript: '', node, screen })).rejects.toThrow(message);
    expect(existsSync(out)).toBe(false);
  });
});
