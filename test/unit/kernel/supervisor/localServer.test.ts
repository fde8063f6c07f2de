import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { connect } from '../../../../src/kernel/client';
import type { Message } from '../../../../src/kernel/protocol';
import { LocalServer } from '../../../../src/kernel/supervisor/localServer';
import { MessageLog } from '../../../../src/kernel/supervisor/messageLog';

it('a client that keeps up gets every message also where the log can not be written', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ls-'));
  const identity = { id: 'k', pid: 1, notebook: null, cwd: folder, node: '', startedAt: '' };
  const socket = path.join(folder, 's');
  const server = new LocalServer({
    kernel: {
      receive: () => {},
      state: () => ({ phase: 'idle', cells: [], compute: null }),
      restart: () => {},
      shutdown: () => {},
    },
    ...{ identity, socket, secret: 'x', clientsChanged: () => {} },
    log: new MessageLog(path.join(folder, 'missing')),
  });
  await server.listen();
  const client = await connect({ ...identity, socket, secret: 'x' });
  const texts: unknown[] = [];
  client.onMessage(({ content }) => texts.push(content.text));
  const header = { msg_id: '1', session: '', username: '', date: '', msg_type: 'stream', version: '5.3' };
  const message = (text: string): Message => ({
    ...{ channel: 'iopub', header, parent_header: {}, metadata: {}, content: { text }, buffers: [] },
  });
  for (const text of ['a', 'b', 'c']) server.publish(message(text));
  await vi.waitFor(() => expect(texts).toEqual(['a', 'b', 'c']));
  await server.close();
  rmSync(folder, { recursive: true });
});
