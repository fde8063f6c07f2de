import { describe, expect, it } from 'vitest';
import { bundleItems } from '../../../src/extension/output/items';
import { CURVES_MIME } from '../../../src/outputs';

describe('items of a MIME bundle', () => {
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00]);
  const items = bundleItems({
    'text/plain': 'curves',
    'image/png': png.toString('base64'),
    'text/html': '<b>ü</b>',
    'application/vnd.plotly.v1+json': { data: [] },
    [CURVES_MIME]: { version: 1 },
    'image/svg+xml': '<svg/>',
  });

  it('go from ours over the standard types to plain text', () => {
    expect(items.map(({ mime }) => mime)).toEqual([
      CURVES_MIME,
      'application/vnd.plotly.v1+json',
      'text/html',
      'image/svg+xml',
      'image/png',
      'text/plain',
    ]);
  });

  it('hold exactly their own bytes: images decoded, JSON and text as UTF-8', () => {
    const of = (mime: string) => items.find((item) => item.mime === mime)!.data;
    expect(Buffer.from(of('image/png'))).toEqual(png);
    expect(Buffer.from(of('text/html')).toString()).toBe('<b>ü</b>');
    expect(JSON.parse(Buffer.from(of(CURVES_MIME)).toString())).toEqual({ version: 1 });
    for (const { data } of items) expect(data.buffer.byteLength).toBe(data.byteLength);
  });
});
