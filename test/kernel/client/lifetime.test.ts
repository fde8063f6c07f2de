import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { connect, findKernel, startKernel } from '../../../src/kernel/client';
import type { KernelRecord } from '../../../src/kernel/protocol';
import { alive, KernelFixture, run, until } from '../support/kernelFixture';

const fixture = new KernelFixture();
afterAll(() => fixture.dispose());
const runtime = fixture.env.BMDSRNET_RUNTIME_DIR;
const nothingLeft = () => readdirSync(runtime).length === 0;

describe('the life of a kernel', () => {
  it('belongs to its notebook: a second window finds it, and it leaves nothing when shut down', async () => {
    const notebook = path.join(fixture.folder, 'a.ipynb');
    const record = await fixture.start({ notebook });
    expect(await findKernel(notebook, fixture.env)).toEqual(record);
    expect((await fixture.start({ notebook })).pid).toBe(record.pid);
    const kernel = await fixture.attach(record);
    const runner = Number((await run(kernel, 'kernel.out(String(process.pid))')).text);
    await kernel.shutdown();
    expect(await findKernel(notebook, fixture.env)).toBeNull();
    await until(() => !alive(record.pid) && !alive(runner) && nothingLeft(), 'everything gone');
  });

  it('is one for two windows that start it at once', async () => {
    const notebook = path.join(fixture.folder, 'at once.ipynb');
    const [one, other] = await Promise.all([fixture.start({ notebook }), fixture.start({ notebook })]);
    expect(other).toEqual(one);
    await (await fixture.attach(one)).shutdown();
    await until(() => !alive(one.pid) && nothingLeft(), 'everything gone');
  });

  it('ends on SIGTERM, leaving nothing, also while a cell loops and with children', async () => {
    const record = await fixture.start();
    const kernel = await fixture.attach(record);
    let child = 0;
    const code = "kernel.out(String(require('node:child_process').spawn('sleep', ['600']).pid)); for (;;);";
    const { reply } = kernel.execute(code, {}, (message) => {
      if (message.type === 'stream') child = Number(message.text);
    });
    await until(() => child > 0);
    process.kill(record.pid, 'SIGTERM');
    expect(await reply).toMatchObject({ status: 'error', ename: 'KernelShutDown' });
    await until(() => !alive(record.pid) && !alive(child) && nothingLeft(), 'everything gone');
  });

  it('outlives the SIGKILL of the process that started it, and a later one finds it with its variables', async () => {
    const notebook = path.join(fixture.folder, 'b.ipynb');
    const record = await startFromAProcessThatIsKilled(notebook);
    const found = await findKernel(notebook, fixture.env);
    expect(found).toEqual(record);
    const kernel = await fixture.attach(record);
    expect(await run(kernel, 'kernel.out(String(globalThis.kept))')).toMatchObject({ text: '7' });
    await kernel.shutdown();
  });

  it('ends when nobody is attached for some time, but finishes its cell first', async () => {
    const record = await fixture.start({ idleMinutes: 0.05 });
    const mark = path.join(fixture.folder, 'finished');
    const kernel = await fixture.attach(record);
    const { reply } = kernel.execute(
      `await kernel.sleep(4500); require('node:fs').writeFileSync('${mark}', '')`,
    );
    reply.catch(() => {});
    await until(() => kernel.state.phase === 'busy');
    kernel.close();
    await until(() => !alive(record.pid), 'the idle end');
    expect(existsSync(mark)).toBe(true);
    await until(nothingLeft);
  });

  it('is cleared from the registry when it was killed', async () => {
    const notebook = path.join(fixture.folder, 'c.ipynb');
    const record = await fixture.start({ notebook });
    const kernel = await fixture.attach(record);
    const runner = Number((await run(kernel, 'kernel.out(String(process.pid))')).text);
    process.kill(record.pid, 'SIGKILL');
    await until(() => !alive(record.pid) && !alive(runner), 'the runner ends with its supervisor');
    expect(await findKernel(notebook, fixture.env)).toBeNull();
    await expect(connect(record)).rejects.toThrow(/Can't attach/);
    expect(nothingLeft()).toBe(true);
  });
});

describe('a kernel that cannot start', () => {
  const options = { notebook: null, cwd: fixture.folder, env: fixture.env };
  const node = { command: process.execPath, env: {} };

  it('says why, with its last words', async () => {
    const supervisorScript = path.join(fixture.folder, 'broken.js');
    writeFileSync(supervisorScript, "console.error('the reason'); process.exit(5)");
    await expect(startKernel({ ...options, node, supervisorScript })).rejects.toThrow(
      /exit code 5\nthe reason/,
    );
    await expect(startKernel({ ...options, node, supervisorScript: '/no/such.js' })).rejects.toThrow(
      /Cannot find module/,
    );
    await expect(
      startKernel({ ...options, node: { command: '/no/node', env: {} }, supervisorScript }),
    ).rejects.toThrow(/ENOENT/);
    expect(nothingLeft()).toBe(true);
  });

  it('is ended when it never listens', async () => {
    const supervisorScript = path.join(fixture.folder, 'silent.js');
    writeFileSync(supervisorScript, 'setInterval(() => {}, 1000)');
    await expect(startKernel({ ...options, node, supervisorScript, readyMs: 300 })).rejects.toThrow(
      /did not answer within 0.3 s/,
    );
  });

  it('refuses a runtime folder that others may enter', async () => {
    const shared = path.join(fixture.folder, 'shared');
    mkdirSync(shared, { mode: 0o755 });
    const start = startKernel({
      ...options,
      env: { BMDSRNET_RUNTIME_DIR: shared },
      node,
      supervisorScript: '',
    });
    await expect(start).rejects.toThrow(/only you can enter.*0700/);
  });
});

async function startFromAProcessThatIsKilled(notebook: string): Promise<KernelRecord> {
  const programs = await fixture.programs();
  const outfile = path.join(programs, 'window.js');
  await build({
    entryPoints: [path.join(import.meta.dirname, '../support/window.ts')],
    bundle: true,
    platform: 'node',
    outfile,
    logLevel: 'warning',
  });
  const options = {
    notebook,
    cwd: fixture.folder,
    supervisorScript: path.join(programs, 'supervisor.js'),
    runnerScript: path.join(programs, 'fakeRunner.js'),
    node: { command: process.execPath, env: {} },
    env: fixture.env,
  };
  const window = spawn(process.execPath, [outfile, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of window.stdout) {
    text += chunk;
    if (text.endsWith('\n')) break;
  }
  const ended = new Promise((resolve) => window.once('exit', resolve));
  window.kill('SIGKILL');
  await ended;
  return JSON.parse(text) as KernelRecord;
}
