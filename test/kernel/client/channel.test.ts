import { existsSync, statSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CellMessage, connect } from '../../../src/kernel/client';
import { encodeFrame, type KernelRecord, type Message } from '../../../src/kernel/protocol';
import { KernelFixture, run, until } from '../support/kernelFixture';

const fixture = new KernelFixture();
afterAll(() => fixture.dispose());

describe('the local channel', () => {
  it('lets only this user near it', async () => {
    const record = await fixture.start();
    const mode = (file: string) => statSync(file).mode & 0o777;
    expect(mode(path.dirname(record.socket))).toBe(0o700);
    expect(mode(path.dirname(path.dirname(record.socket)))).toBe(0o700);
    expect(Buffer.byteLength(record.socket)).toBeLessThanOrEqual(100);
  });

  it('refuses a wrong secret, and anything that is no handshake', async () => {
    const record = await fixture.start();
    await expect(connect({ ...record, secret: 'guess' })).rejects.toThrow(/wrong secret/);
    await expect(connect({ ...record, secret: record.secret.slice(1) })).rejects.toThrow(/wrong secret/);
    for (const bytes of [Buffer.alloc(100_000), Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.alloc(4)]) {
      await closedAfter(record, bytes);
    }
    expect((await run(await fixture.attach(record), "kernel.out('fine')")).text).toBe('fine');
  });

  it('gives a client that comes back what it missed, once and in order', async () => {
    const record = await fixture.start();
    const first = await fixture.attach(record);
    const seen: string[] = [];
    const half = path.join(fixture.folder, 'half');
    const code = `for (let i = 0; i < 20; i++) {
      kernel.out(i + ';'); await kernel.sleep(25);
      if (i === 10) require('node:fs').writeFileSync('${half}', '');
    }`;
    const { msgId, reply } = first.execute(code, { cellId: 'long' }, (message) => {
      if (message.type !== 'stream') return;
      seen.push(message.text);
      if (seen.length === 3) first.close();
    });
    await expect(reply).rejects.toThrow(/connection to the kernel is lost/);
    await until(() => existsSync(half));

    const second = await fixture.attach(record, first.lastSeen);
    const rest: CellMessage[] = [];
    expect(second.missed).toBe('replayed');
    expect((await second.follow(msgId, (message) => rest.push(message)).reply).status).toBe('ok');
    const text =
      seen.join('') + rest.map((message) => (message.type === 'stream' ? message.text : '')).join('');
    expect(text).toBe(Array.from({ length: 20 }, (_, i) => `${i};`).join(''));
    expect((await fixture.attach(record, second.lastSeen)).missed).toBe('none');
  });

  it('serves several clients; one that does not read holds nobody up', async () => {
    const record = await fixture.start();
    const stuck = connectSocket(record.socket).pause();
    stuck.write(encodeFrame({ type: 'attach', secret: record.secret, client: 'stuck', lastSeen: 0 }));
    const [one, two] = [await fixture.attach(record), await fixture.attach(record)];
    const others: Message[] = [];
    two.onMessage((message) => others.push(message));
    const { text } = await run(
      one,
      "for (let i = 0; i < 40; i++) kernel.display({ 'text/plain': 'x'.repeat(1 << 20) }); kernel.out('end')",
    );
    expect(text).toBe('end');
    await until(() => others.filter(({ header }) => header.msg_type === 'display_data').length === 40);
    expect((await run(two, "kernel.out('2')")).text).toBe('2');
    stuck.destroy();
  });
});

function closedAfter(record: KernelRecord, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connectSocket(record.socket, () => void socket.write(bytes));
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.resume();
  });
}
