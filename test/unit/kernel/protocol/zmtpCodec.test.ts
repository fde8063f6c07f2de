import { describe, expect, it } from 'vitest';
import { ByteQueue } from '../../../../src/kernel/protocol/zmtp/byteQueue';
import { decodeCommand, decodeReady, encodeReady } from '../../../../src/kernel/protocol/zmtp/commands';
import { encodeMessage, type Frame, takeFrame } from '../../../../src/kernel/protocol/zmtp/frames';
import { checkGreeting, encodeGreeting } from '../../../../src/kernel/protocol/zmtp/greeting';
import { greeting } from './rawPeer';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');

function frames(chunks: Buffer[], maxBytes = 1 << 20): Frame[] {
  const queue = new ByteQueue();
  const found: Frame[] = [];
  for (const chunk of chunks) {
    queue.push(chunk);
    for (let frame = takeFrame(queue, maxBytes); frame; frame = takeFrame(queue, maxBytes)) found.push(frame);
  }
  expect(queue.length).toBe(0);
  return found;
}

describe('ZMTP octets', () => {
  it('has the greeting of RFC 37', () => {
    expect(encodeGreeting()).toEqual(
      hex(`ff 0000000000000000 7f 03 01 4e554c4c ${'00'.repeat(16)} 00 ${'00'.repeat(31)}`),
    );
  });

  it('has the READY that RFC 23 describes', () => {
    const octets = hex('04 1c 05 5245414459 0b 536f636b65742d54797065 00000006 524f55544552');
    expect(encodeReady(new Map([['Socket-Type', Buffer.from('ROUTER')]]))).toEqual(octets);
    expect(decodeReady(decodeCommand(octets.subarray(2)).data)).toEqual(
      new Map([['socket-type', Buffer.from('ROUTER')]]),
    );
  });

  it('writes short, long and further frames', () => {
    expect(encodeMessage([Buffer.from('ab'), Buffer.alloc(0)])).toEqual(hex('01 02 6162 00 00'));
    expect(encodeMessage([Buffer.alloc(255, 7)]).subarray(0, 2)).toEqual(hex('00 ff'));
    expect(encodeMessage([Buffer.alloc(256, 7), Buffer.alloc(1)]).subarray(0, 9)).toEqual(
      hex('03 0000000000000100'),
    );
  });

  it('reads what it wrote, however the stream is cut', () => {
    const parts = [0, 1, 254, 255, 256, 257, 70_000].map((size, index) => Buffer.alloc(size, index + 1));
    const bytes = encodeMessage(parts);
    for (const step of [1, 2, 3, 7, 64, 255, 1000, 65_536, bytes.length]) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += step) chunks.push(bytes.subarray(at, at + step));
      const found = frames(chunks);
      expect(found.map((frame) => frame.body.length)).toEqual(parts.map((part) => part.length));
      expect(Buffer.concat(found.map((frame) => frame.body)).equals(Buffer.concat(parts))).toBe(true);
      expect(found.map((frame) => frame.more)).toEqual([true, true, true, true, true, true, false]);
    }
  });

  it.each([
    ['reserved flag bits', '08 00'],
    ['a command with more to come', '05 00'],
    ['a frame over the limit', '02 0000000100000000'],
    ['a frame size that no number holds', '02 ffffffffffffffff'],
  ])('refuses %s', (_, octets) => {
    expect(() => frames([hex(octets)])).toThrow(expect.objectContaining({ name: 'ZmtpProtocolError' }));
  });

  it.each([
    ['an empty command', ''],
    ['a name longer than the command', '09 5245'],
  ])('refuses %s', (_, octets) => {
    expect(() => decodeCommand(hex(octets))).toThrow(expect.objectContaining({ name: 'ZmtpProtocolError' }));
  });

  it.each(['0b 536f', '01 41 000000', '01 41 000000ff 00'])('refuses the properties %s', (octets) => {
    expect(() => decodeReady(hex(octets))).toThrow('ends early');
  });

  it('checks a greeting as it arrives', () => {
    const whole = greeting();
    for (let length = 0; length <= 64; length++)
      expect(() => checkGreeting(whole.subarray(0, length))).not.toThrow();
    expect(() => checkGreeting(Buffer.from('G'))).toThrow('does not speak ZMTP');
    expect(() => checkGreeting(greeting({ signatureEnd: 0x10 }))).toThrow('ZMTP 1.0');
    expect(() => checkGreeting(greeting({ major: 2 }))).toThrow('ZMTP 2');
    expect(() => checkGreeting(greeting({ mechanism: 'CURVE' }))).toThrow('CURVE');
  });
});
