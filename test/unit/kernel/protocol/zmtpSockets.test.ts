import { afterEach, describe, expect, it } from 'vitest';
import type { SocketOptions } from '../../../../src/kernel/protocol/zmtp';
import { Publisher, Replier, Router } from '../../../../src/kernel/protocol/zmtp';
import { command, greeting, RawPeer, ready } from './rawPeer';

const open: { close(): Promise<void> }[] = [];
const peers: RawPeer[] = [];
let problems: string[] = [];
const options: SocketOptions = { onProblem: (problem) => problems.push(problem) };

afterEach(async () => {
  for (const peer of peers.splice(0)) peer.socket.destroy();
  await Promise.all(open.splice(0).map((socket) => socket.close()));
  problems = [];
});

async function bind<
  T extends { listen(host: string, port: number): Promise<number>; close(): Promise<void> },
>(socket: T) {
  open.push(socket);
  return { socket, port: await socket.listen('127.0.0.1', 0) };
}
async function join(port: number, type: string, identity?: string): Promise<RawPeer> {
  const peer = await RawPeer.join(port, type, identity);
  peers.push(peer);
  return peer;
}
/** A ROUTER that answers each message with its parts in reverse. */
const reversing = (extra: SocketOptions = options) => {
  const router = new Router((parts, from) => router.reply(from, parts.toReversed()), extra);
  return bind(router);
};

describe('ROUTER', () => {
  it('answers each peer on its own connection, also when they share a routing id', async () => {
    const { port } = await reversing();
    const [first, second, anonymous] = [
      await join(port, 'DEALER', 'me'),
      await join(port, 'DEALER', 'me'),
      await join(port, 'DEALER'),
    ];
    first.send('a', '1');
    second.send('a', '2');
    anonymous.send('a', '3');
    expect(await first.message()).toEqual(['1', 'a']);
    expect(await second.message()).toEqual(['2', 'a']);
    expect(await anonymous.message()).toEqual(['3', 'a']);
  });

  it('reaches a peer by its routing id, also after it came back', async () => {
    const { socket, port } = await reversing();
    expect(socket.send(Buffer.from('me'), [Buffer.from('x')])).toBe(false);
    const first = await join(port, 'DEALER', 'me');
    const second = await join(port, 'DEALER', 'me');
    second.send('ready');
    await second.message();
    expect(socket.send(Buffer.from('me'), [Buffer.from('x')])).toBe(true);
    expect(await second.message()).toEqual(['x']);
    second.socket.destroy();
    first.send('ready');
    await first.message();
    await expect.poll(() => socket.send(Buffer.from('me'), [Buffer.from('y')])).toBe(true);
    expect(await first.message()).toEqual(['y']);
  });

  it('keeps the order of 10,000 messages that arrive at once', async () => {
    const { port } = await reversing();
    const peer = await join(port, 'DEALER');
    peer.socket.cork();
    for (let index = 0; index < 10_000; index++) peer.send('x', String(index));
    peer.socket.uncork();
    for (let index = 0; index < 10_000; index++) expect(await peer.message()).toEqual([String(index), 'x']);
  });

  it.each<[string, Buffer, string]>([
    ['a browser', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'does not speak ZMTP'],
    ['ZMTP 2', greeting({ major: 2 }), 'ZMTP 2'],
    ['another mechanism', greeting({ mechanism: 'PLAIN' }), 'PLAIN'],
    ['a SUB socket', Buffer.concat([greeting(), ready('SUB')]), 'SUB socket'],
    ['a message before READY', Buffer.concat([greeting(), Buffer.from('000161', 'hex')]), 'before READY'],
    [
      'noise after READY',
      Buffer.concat([greeting(), ready('DEALER'), Buffer.from('ffffffffff', 'hex')]),
      'reserved bits',
    ],
    [
      'a frame of 16 exabytes',
      Buffer.concat([greeting(), ready('DEALER'), Buffer.from(`02${'7f'.repeat(8)}`, 'hex')]),
      'at most',
    ],
  ])('turns %s away and goes on for the others', async (_, bytes, reason) => {
    const { port } = await reversing();
    const good = await join(port, 'DEALER');
    const bad = await RawPeer.open(port);
    peers.push(bad);
    bad.socket.write(bytes);
    await bad.closed();
    await expect.poll(() => problems.join()).toContain(reason);
    good.send('still', 'here');
    expect(await good.message()).toEqual(['here', 'still']);
  });

  it('drops half a message of a peer that vanishes', async () => {
    const { port } = await reversing();
    const gone = await join(port, 'DEALER');
    gone.socket.write(Buffer.from('01016102', 'hex'));
    gone.socket.resetAndDestroy();
    const good = await join(port, 'DEALER');
    good.send('1', '2');
    expect(await good.message()).toEqual(['2', '1']);
  });

  it('cuts a peer off that never shakes hands', async () => {
    const { port } = await reversing({ ...options, limits: { handshakeMs: 20 } });
    const silent = await RawPeer.open(port);
    await silent.closed();
    await expect.poll(() => problems.join()).toContain('handshake took too long');
  });

  it('returns the context of PING, and cuts off a peer whose heartbeat stops', async () => {
    const { port } = await reversing();
    const peer = await join(port, 'DEALER');
    peer.socket.write(command('PING', Buffer.from('0001abcd', 'hex')));
    expect((await peer.frame()).body).toEqual(command('PONG', Buffer.from('abcd', 'hex')).subarray(2));
    await peer.closed();
    await expect.poll(() => problems.join()).toContain('heartbeat');
  });

  it('delivers what was sent before it closes', async () => {
    const { socket, port } = await reversing();
    const peer = await join(port, 'DEALER', 'me');
    peer.send('ready');
    await peer.message();
    socket.send(Buffer.from('me'), [Buffer.alloc(3_000_000, 'x')]);
    await socket.close();
    expect((await peer.message())[0]).toHaveLength(3_000_000);
    await peer.closed();
  });

  it('says which address is taken', async () => {
    const { port } = await reversing();
    await expect(new Router(() => {}).listen('127.0.0.1', port)).rejects.toThrow(
      `can't listen on 127.0.0.1:${port}`,
    );
  });
});

describe('PUB', () => {
  const publish = (publisher: Publisher, ...parts: string[]) =>
    publisher.send(parts.map((part) => Buffer.from(part)));
  /** Publishes until the peer has its subscription, which arrives at a moment of its own. */
  async function subscribed(publisher: Publisher, peer: RawPeer, topic: string): Promise<void> {
    const timer = setInterval(() => publish(publisher, `${topic}-sync`), 5);
    await peer.frame();
    clearInterval(timer);
    publish(publisher, `${topic}-last`);
    while ((await peer.frame()).body.toString() !== `${topic}-last`);
  }

  it.each([
    [
      'messages (3.0)',
      (flag: number, topic: string) => Buffer.from([0, topic.length + 1, flag, ...Buffer.from(topic)]),
    ],
    ['commands (3.1)', (flag: number, topic: string) => command(flag ? 'SUBSCRIBE' : 'CANCEL', topic)],
  ])('sends what was subscribed to by %s', async (_, subscription) => {
    const { socket, port } = await bind(new Publisher(options));
    const peer = await join(port, 'SUB');
    peer.socket.write(
      Buffer.concat([subscription(1, 'cell'), subscription(1, 'both'), subscription(1, 'both')]),
    );
    await subscribed(socket, peer, 'both');
    publish(socket, 'kernel.status', 'no');
    publish(socket, 'cell.1', 'yes');
    expect(await peer.message()).toEqual(['cell.1', 'yes']);
    peer.socket.write(Buffer.concat([subscription(0, 'both'), subscription(0, 'cell')]));
    await subscribed(socket, peer, 'both');
    publish(socket, 'cell.2', 'no');
    publish(socket, 'both.1', 'yes');
    expect(await peer.message()).toEqual(['both.1', 'yes']);
  });

  it('cuts off a peer that does not read; the others lose nothing', async () => {
    const { socket, port } = await bind(new Publisher({ ...options, limits: { maxQueuedBytes: 1 << 20 } }));
    const [stuck, good] = [await join(port, 'SUB'), await join(port, 'SUB')];
    for (const peer of [stuck, good]) {
      peer.socket.write(command('SUBSCRIBE', ''));
      await subscribed(socket, peer, 't');
    }
    stuck.socket.pause();
    const block = 'x'.repeat(100_000);
    let sent = 0;
    while (problems.length === 0) {
      publish(socket, 't', String(sent), block);
      expect(await good.message()).toEqual(['t', String(sent++), block]);
    }
    expect(problems[0]).toContain('does not read');
    publish(socket, 't', 'end');
    expect(await good.message()).toEqual(['t', 'end']);
  });
});

describe('REP', () => {
  it('echoes on the way back that the envelope names, and ignores what has none', async () => {
    const { port } = await bind(new Replier((parts) => parts, options));
    const peer = await join(port, 'DEALER');
    peer.send('no delimiter');
    peer.send('hop', '', 'ping', '');
    expect(await peer.message()).toEqual(['hop', '', 'ping', '']);
  });
});
