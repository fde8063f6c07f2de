import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import type { EncodedImage } from '../../src/outputs';

const root = path.resolve(import.meta.dirname, '../..');
const page = path.join(root, 'test/renderers/page');
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
// Without the background flags Chromium looks up hosts of its own at every start.
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Harness {
  browser: Browser;
  /** A new page that looks like an output webview. */
  open(options?: { theme?: 'dark' | 'light' | 'high-contrast'; width?: number }): Promise<Page>;
  close(): Promise<void>;
}

/** Serves the built renderers on 127.0.0.1 and starts the system's Chromium. */
export async function startHarness(): Promise<Harness> {
  if (!existsSync(executablePath))
    throw new Error(
      `No Chromium at ${executablePath}: install the Debian package "chromium", or set CHROMIUM to the program.`,
    );
  const host = await build({
    entryPoints: [path.join(page, 'host.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    external: ['/dist/*'],
  });
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    if (name === '/')
      response.setHeader('content-type', 'text/html').end(readFileSync(path.join(page, 'index.html')));
    else if (name === '/host.js')
      response.setHeader('content-type', 'text/javascript').end(host.outputFiles[0]!.text);
    else if (/^\/dist\/renderers\/\w+\.js$/.test(name) && existsSync(path.join(root, name))) {
      response.setHeader('content-type', 'text/javascript').end(readFileSync(path.join(root, name)));
    } else response.writeHead(404).end(`${name} is not there: run "npm run build" first.`);
  });
  const url = await listen(server);
  const browser = await chromium.launch({ executablePath, headless: true, args: ARGUMENTS });
  return {
    browser,
    async open({ theme = 'dark', width = 1000 } = {}) {
      const tab = await browser.newPage({ viewport: { width, height: 900 } });
      await tab.goto(url);
      await tab.evaluate(`host.theme(${JSON.stringify(theme)})`);
      return tab;
    },
    async close() {
      await browser.close();
      await new Promise((done) => server.close(done));
    },
  };
}

const listen = (server: Server): Promise<string> =>
  new Promise((done) =>
    server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)),
  );

/** Renders data as VS Code would; the same `into` means the same element. */
export const render = (tab: Page, renderer: string, data: unknown, into = 'output'): Promise<void> =>
  tab.evaluate(`host.render(${JSON.stringify(renderer)}, ${JSON.stringify(data)}, ${JSON.stringify(into)})`);

/** RGBA in the middle of the canvas that a selector names. */
export const middle = (tab: Page, selector: string): Promise<number[]> =>
  tab.evaluate(`host.middle(${JSON.stringify(selector)})`);

/** RGBA at CSS coordinates of a canvas. */
export const pixel = (tab: Page, selector: string, x: number, y: number): Promise<number[]> =>
  tab.evaluate(`host.pixel(${JSON.stringify(selector)}, ${x}, ${y})`);

/** A PNG whose pixels a function gives. */
export async function image(
  width: number,
  height: number,
  colour: (x: number, y: number) => [number, number, number],
): Promise<EncodedImage> {
  const raw = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) raw.set(colour(x, y), (y * width + x) * 3);
  const png = await sharp(raw, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  return { png: png.toString('base64'), width, height };
}
