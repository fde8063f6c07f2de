import { execFile, spawnSync } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { Publisher, Replier, Router } from '../../../../src/kernel/protocol/zmtp';

const PYTHON = '/usr/bin/python3';
const present = spawnSync(PYTHON, ['-c', 'import zmq']).status === 0;
if (!present) console.log('skipped: libzmq as an oracle needs the Debian package python3-zmq');

it.skipIf(!present)('libzmq gets every message, in order, from all three socket types', async () => {
  const problems: string[] = [];
  const options = { onProblem: (problem: string) => problems.push(problem) };
  const publisher = new Publisher(options);
  const router = new Router(([command, ...rest], from) => {
    if (String(command) === 'echo') router.reply(from, [command!, ...rest]);
    else if (String(command) === 'publish') publisher.send(rest);
    else {
      for (let index = 0; index < 10_000; index++)
        publisher.send([Buffer.from('cell'), Buffer.from(String(index))]);
      publisher.send([Buffer.from('kernel'), Buffer.from('not subscribed')]);
      publisher.send([Buffer.from('done'), Buffer.alloc(0)]);
    }
  }, options);
  const replier = new Replier((parts) => parts, options);
  const sockets = [router, publisher, replier];
  const ports = await Promise.all(sockets.map((socket) => socket.listen('127.0.0.1', 0)));
  try {
    const script = path.join(import.meta.dirname, 'pyzmqPeer.py');
    const { stdout } = await promisify(execFile)(PYTHON, [script, ...ports.map(String)], { timeout: 50_000 });
    expect(JSON.parse(stdout)).toMatchObject({
      echo: true,
      twin: ['echo', 'twin'],
      inOrder: true,
      heartbeat: 'ping',
      published: true,
    });
    expect(problems).toEqual([]);
  } finally {
    await Promise.all(sockets.map((socket) => socket.close()));
  }
});
