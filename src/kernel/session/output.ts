import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { currentCell } from './cell';
import { send, sendText } from './channel';

type Name = 'stdout' | 'stderr';

function write(name: Name, text: string): void {
  const cell = currentCell();
  if (text !== '' && !cell?.silent) sendText({ parent: cell?.parent ?? null, name, text });
}

function redirect(name: Name): void {
  const decoder = new StringDecoder('utf8');
  const text = (chunk: string | Uint8Array, encoding?: BufferEncoding): string =>
    typeof chunk === 'string' && (encoding === undefined || /^utf-?8$/i.test(encoding))
      ? chunk
      : decoder.write(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk));
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, encoding, done) {
      write(name, text(chunk, typeof chunk === 'string' ? encoding : undefined));
      done();
    },
  });
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
}

/** Sends what user code prints as `stream` messages of the cell that prints it. */
export function redirectOutput(): void {
  redirect('stdout');
  redirect('stderr');
  // Node's console holds the streams it was made with, so it needs new ones.
  const console = new Console({ stdout: process.stdout, stderr: process.stderr, colorMode: false });
  for (const [name, method] of Object.entries(console)) {
    if (typeof method === 'function') Object.assign(globalThis.console, { [name]: method });
  }
  Object.assign(globalThis.console, { clear: clearOutput });
}

/** `console.clear()`: a notebook's screen is the output of its cell. */
function clearOutput(): void {
  const cell = currentCell();
  if (!cell?.silent) send({ type: 'clearOutput', parent: cell?.parent ?? null, wait: false });
}
