import { describe, expect, it } from 'vitest';
import type { Message } from '../../../../src/kernel/protocol';
import { decodeWire, encodeWire, Signer } from '../../../../src/kernel/protocol/jupyterWire';

const message: Message = {
  channel: 'shell',
  header: {
    msg_id: 'm1',
    session: 's1',
    username: 'ü',
    date: '2026-01-01T00:00:00.000Z',
    msg_type: 'execute_request',
    version: '5.3',
  },
  parent_header: {},
  metadata: { cellId: 'c1' },
  content: { code: '"\u{1f600}\u2028"' },
  buffers: [Uint8Array.of(0, 255), new Uint8Array()],
};
const signer = new Signer('3c9e9b1a-key', 'hmac-sha256');
const wire = (): Buffer[] =>
  encodeWire(message, signer, [Buffer.from('peer')]).map((part) => Buffer.from(part));

describe('the Jupyter wire protocol', () => {
  it('has the signature that Python computes', () => {
    // python3 -c "import hmac; h = hmac.new(b'key', digestmod='sha256'); [h.update(p) for p in (b'{}', b'{\"a\": 1}')]; print(h.hexdigest())"
    expect(new Signer('key', 'hmac-sha256').sign([Buffer.from('{}'), Buffer.from('{"a": 1}')])).toBe(
      'c1ff3fd79fa657c2ee41a86e9ed75338efb994c3014bfadabcc0621652cf076c',
    );
  });

  it('brings a message through with its buffers', () => {
    const parts = wire();
    expect(parts.slice(0, 2).map(String)).toEqual(['peer', '<IDS|MSG>']);
    const { message: decoded, route } = decodeWire('shell', parts, signer);
    expect(route.map(String)).toEqual(['peer']);
    expect({ ...decoded, buffers: [] }).toEqual({ ...message, buffers: [] });
    expect(decoded.buffers.map((buffer) => [...buffer])).toEqual([[0, 255], []]);
  });

  it.each([3, 4, 5, 6])('refuses a message whose part %i was changed', (index) => {
    const parts = wire();
    parts[index]![1]! ^= 1;
    expect(() => decodeWire('shell', parts, signer)).toThrow('signature is wrong');
  });

  it('refuses another key, no signature, and a signature of another length', () => {
    expect(() => decodeWire('shell', wire(), new Signer('other', 'hmac-sha256'))).toThrow(
      'signature is wrong',
    );
    for (const signature of ['', 'ab']) {
      expect(() => decodeWire('shell', wire().with(2, Buffer.from(signature)), signer)).toThrow(
        'signature is wrong',
      );
    }
  });

  it('needs no signature where the key is empty', () => {
    const unsigned = new Signer('', 'hmac-sha256');
    const parts = encodeWire(message, unsigned).map((part) => Buffer.from(part));
    expect(parts[1]).toHaveLength(0);
    expect(decodeWire('shell', parts, unsigned).message.header).toEqual(message.header);
  });

  it.each<[string, (parts: Buffer[]) => Buffer[]]>([
    ['no <IDS|MSG>', (parts) => parts.filter((_, index) => index !== 1)],
    ['fewer than five parts', (parts) => parts.slice(0, 6)],
    ['not JSON', (parts) => parts.with(6, Buffer.from('{'))],
    ['not an object', (parts) => parts.with(6, Buffer.from('[]'))],
    ['no msg_id', (parts) => parts.with(3, Buffer.from('{}'))],
  ])('says that a message has %s', (reason, change) => {
    const unsigned = new Signer('', 'hmac-sha256');
    const parts = change(wire().with(2, Buffer.alloc(0)));
    expect(() => decodeWire('shell', parts, unsigned)).toThrow(reason);
  });

  it('refuses a signature scheme that this Node does not know', () => {
    expect(() => new Signer('key', 'hmac-nonsense')).toThrow();
  });
});
