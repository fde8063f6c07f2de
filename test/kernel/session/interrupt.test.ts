import { afterAll, describe, expect, test } from 'vitest';
import { childrenOf } from '../../../src/kernel/session/childTree';
import { Repl } from './repl';

const repl = new Repl();
afterAll(() => repl.close());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts a cell that prints when it is in its loop, then interrupts it. */
async function interrupted(code: string, afterMs = 0) {
  const id = repl.start(code);
  await repl.until('stream', (message) => message.parent?.msg_id === id);
  await pause(afterMs);
  repl.interrupt();
  return repl.ended(id);
}

describe('interrupt', () => {
  test.each([
    ['a loop', 'console.log(1); while (true) {}'],
    ['a loop that computes', 'let sum = 0; console.log(1); for (let i = 0; ; i++) sum += i % 7'],
    ['a labelled loop', 'console.log(1); outer: while (true) { do { continue outer } while (true) }'],
    [
      'a loop after an await',
      'await null; await new Promise((r) => setTimeout(r, 1)); console.log(1); while (true) {}',
    ],
    ['a loop of awaits', 'console.log(1); while (true) await null'],
    ['a loop of timers', 'console.log(1); while (true) await new Promise((r) => setTimeout(r, 1))'],
    ['a pending await', 'console.log(1); await new Promise(() => {})'],
    ['a promise as last expression', 'console.log(1); new Promise(() => {})'],
    ['a blocking child process', 'console.log(1); require("node:child_process").execSync("sleep 30; true")'],
    [
      'a blocking child process of an import',
      'import { spawnSync } from "node:child_process"; console.log(1); spawnSync("sleep", ["30"]); 5',
    ],
    ['code that swallows the stop', 'console.log(1); try { while (true) {} } catch {} 5'],
  ])('stops %s and keeps the state', async (_, code) => {
    await repl.run('var kept = { a: 1 }');
    const { outcome } = await interrupted(code);
    expect(outcome).toMatchObject({ status: 'error', ename: 'Interrupted' });
    expect((await repl.run('kept.a')).result).toBe('1');
  });

  test('stops a loop that the compiler has optimised', async () => {
    const { outcome } = await interrupted(
      'console.log(1); { let sum = 0; for (let i = 0; ; i = (i + 1) | 0) sum = (sum + i) | 0 }',
      500,
    );
    expect(outcome).toMatchObject({ status: 'error', ename: 'Interrupted' });
    // Terminated code has no place to point at: the guard did it.
    expect(outcome.status === 'error' && outcome.traceback[0]).toMatch(/line 1/);
  });

  test('says where it stopped', async () => {
    const { outcome } = await interrupted(
      'const count = 1;\nconsole.log(count);\nwhile (true) {\n  count;\n}',
    );
    expect(outcome.status === 'error' && outcome.traceback[0]).toMatch(/line 3/);
    expect((await repl.run('count')).result).toBe('1');
  });

  test('runs finally blocks, and nothing else of the stopped cell', async () => {
    await interrupted(
      'var trail: string[] = []; console.log(1); try { await new Promise((r) => setTimeout(r, 50)); trail.push("after") } finally { trail.push("finally") }',
    );
    await pause(100);
    expect((await repl.run('trail')).result).toBe("[ 'finally' ]");
  });

  test('stops the child process that blocks, and no other one', async () => {
    const others = `import { spawn, execSync } from 'node:child_process';
      const server = spawn('sleep', ['60']);
      console.log(1);
      for (;;) { try { execSync('sleep 0.02') } catch {} }`;
    await interrupted(others, 50);
    expect((await repl.run('[server.exitCode, server.signalCode]')).result).toBe('[ null, null ]');
    expect((await repl.run('server.kill() as boolean')).result).toBe('true');
  });

  test('survives the end of the process that compiles', async () => {
    await repl.run('let before: number = 1');
    const services = childrenOf(repl.process.pid!);
    expect(services).not.toEqual([]);
    for (const pid of services) process.kill(pid, 'SIGKILL');
    expect((await repl.run('const after: number = before + 1; after')).result).toBe('2');
  });

  test('survives the collection of what a stopped cell waited for', async () => {
    await interrupted('console.log(1); await new Promise(() => {})');
    const collect =
      'require("node:v8").setFlagsFromString("--expose-gc"); for (let i = 0; i < 3; i++) { await null; require("node:vm").runInNewContext("gc")() } 1';
    expect((await repl.run(collect)).result).toBe('1');
  });

  test('stops a loop in a timer after its cell has ended', async () => {
    const id = repl.start('setTimeout(() => { console.log("spin"); while (true) {} }, 5); 0');
    await repl.ended(id);
    await repl.until('stream', (message) => message.parent?.msg_id === id);
    repl.interrupt();
    const { error } = await repl.until('lateError', (message) => message.parent?.msg_id === id);
    expect(error.ename).toBe('Interrupted');
    expect((await repl.run('kept.a')).result).toBe('1');
  });

  test('stops a loop that no guard is in', async () => {
    const { outcome } = await interrupted('console.log(1); new Function("for (;;) {}")()');
    expect(outcome).toMatchObject({ status: 'error', ename: 'Interrupted' });
    expect((await repl.run('kept.a')).result).toBe('1');
  });

  test('stops a loop that no guard is in while it prints, and no message is cut', async () => {
    const { outcome, stdout } = await interrupted('new Function("for (let i = 0; ; i++) console.log(i)")()');
    expect(outcome).toMatchObject({ status: 'error', ename: 'Interrupted' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.findIndex((line, index) => line !== String(index))).toBe(-1);
    expect((await repl.run('kept.a')).result).toBe('1');
  });

  test('when idle does nothing, also not to the next cell', async () => {
    repl.interrupt();
    await pause(100);
    expect((await repl.run('for (let i = 0; i < 5000; i++) {} 1')).result).toBe('1');
  });
});
