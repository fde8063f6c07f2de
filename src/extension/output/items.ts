import type { Json, MimeBundle, StreamContent } from '../../kernel/protocol';
import type { OutputItem } from './commands';

const STREAM_MIME = {
  stdout: 'application/vnd.code.notebook.stdout',
  stderr: 'application/vnd.code.notebook.stderr',
} as const;

/** VS Code shows the first type it can draw: ours, then the standard ones from rich to plain. */
const RANK = [
  /^application\/vnd\.bmdsrnet\./,
  /^application\/vnd\./,
  /^text\/html$/,
  /^image\/svg/,
  /^image\//,
  /^text\/(?!plain)/,
  /./,
];
const PLAIN = 'text/plain';

/** The items of a MIME bundle, best first. */
export function bundleItems(data: MimeBundle): OutputItem[] {
  return Object.entries(data)
    .map(([mime, value]) => ({ mime, data: encode(mime, value) }))
    .sort((a, b) => rank(a.mime) - rank(b.mime));
}

export function streamItem(name: StreamContent['name'], text: string): OutputItem {
  return { mime: STREAM_MIME[name], data: utf8(text) };
}

const rank = (mime: string): number =>
  mime === PLAIN ? RANK.length : RANK.findIndex((type) => type.test(mime));

function encode(mime: string, value: Json): Uint8Array {
  if (isBase64(mime) && typeof value === 'string') return own(Buffer.from(value, 'base64'));
  if (typeof value === 'string' && !isJson(mime)) return utf8(value);
  return utf8(JSON.stringify(value));
}

const isBase64 = (mime: string): boolean => /^(image\/(?!svg)|audio\/|video\/|application\/pdf$)/.test(mime);
const isJson = (mime: string): boolean => /[/+]json$/.test(mime);
const utf8 = (text: string): Uint8Array => own(Buffer.from(text, 'utf8'));

/** A copy of exactly these bytes: of a view, VS Code sends the whole pooled buffer behind it (vscode#178719). */
const own = (bytes: Buffer): Uint8Array => new Uint8Array(bytes);
