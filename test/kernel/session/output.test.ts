import { afterAll, describe, expect, test } from 'vitest';
import { Repl } from './repl';

const repl = new Repl();
afterAll(() => repl.close());

describe('output', () => {
  test('stdout and stderr keep their order', async () => {
    const { messages } = await repl.run(
      'console.log("o1"); console.error("e2"); process.stdout.write("o3"); process.stderr.write(Buffer.from("é4"))',
    );
    expect(
      messages.flatMap((message) => (message.type === 'stream' ? [[message.name, message.text]] : [])),
    ).toEqual([
      ['stdout', 'o1\n'],
      ['stderr', 'e2\n'],
      ['stdout', 'o3'],
      ['stderr', 'é4'],
    ]);
  });

  test('arrives while a loop still runs', async () => {
    const id = repl.start('console.log("started"); for (;;) {}');
    await repl.until('stream', (message) => message.parent?.msg_id === id);
    expect(repl.of(id)).toHaveLength(1);
    repl.interrupt();
    await repl.ended(id);
  });

  test('the end of a burst arrives while a loop that no guard is in still runs', async () => {
    const loop = 'for (const i of [1, 2, 3]) console.log(i); new Function("for (;;) {}")()';
    const id = repl.start(loop);
    await repl.until('stream', (message) => message.parent?.msg_id === id && message.text.endsWith('3\n'));
    repl.interrupt();
    await repl.ended(id);
  });

  test('late output belongs to the cell that started it', async () => {
    const first = repl.start('setTimeout(() => console.log("from first"), 40); 0');
    const second = repl.start('await new Promise((r) => setTimeout(r, 80)); console.log("from second")');
    await repl.ended(second);
    expect(repl.of(first)).toContainEqual(expect.objectContaining({ type: 'stream', text: 'from first\n' }));
    expect(repl.of(second).filter(({ type }) => type === 'stream')).toHaveLength(1);
  });

  test('ten thousand lines all come, before the cell ends', async () => {
    const { stdout, messages } = await repl.run('for (let i = 0; i < 10_000; i++) console.log(i)');
    expect(stdout.split('\n')).toHaveLength(10_001);
    expect(messages.at(-1)?.type).toBe('executed');
  });

  test('input asks the front end, or is refused', async () => {
    for (const code of ['await input("name? ")', 'prompt("name? ")']) {
      const id = repl.start(code, { allowStdin: true });
      await repl.until(
        'inputRequest',
        (message) => message.parent.msg_id === id && message.prompt === 'name? ',
      );
      repl.send({ type: 'input', value: 'Ada' });
      expect((await repl.ended(id)).result).toBe("'Ada'");
    }
    expect((await repl.run('await input("name? ")')).outcome).toMatchObject({
      status: 'error',
      evalue: expect.stringContaining('does not take input'),
    });
  });

  test('process.exit ends the process', async () => {
    const other = new Repl();
    other.start('process.exit(3)');
    expect(await other.exited).toBe(3);
    await other.close();
  });

  test('a runner that loops ends when its supervisor is gone', async () => {
    const other = new Repl();
    await other.run('1');
    other.start('for (;;) {}');
    other.hangUp();
    expect(await other.exited).toBe('SIGKILL');
  });
});
