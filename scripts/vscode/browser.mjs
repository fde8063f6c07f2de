// Debian's Chromium, driven by playwright-core, and the bridge through which tests see and touch the page.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { chromium } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The installed Chromium; `CHROMIUM` names another one. */
export function findChromium() {
  const found = process.env.CHROMIUM ?? CANDIDATES.find((file) => existsSync(file));
  if (!found) {
    throw new Error(
      'No Chromium found. Install it (Debian: apt-get install chromium fonts-dejavu-core) or set CHROMIUM.',
    );
  }
  return found;
}

/**
 * Opens a headless browser with one page of 1400x900.
 * @param {string} state folder for the browser's profile
 */
export async function openBrowser(state) {
  const context = await chromium.launchPersistentContext(path.join(state, 'chromium'), {
    executablePath: findChromium(),
    headless: true,
    viewport: { width: 1400, height: 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return { page: context.pages()[0] ?? (await context.newPage()), close: () => context.close() };
}

/** The document inside the visible notebook's output webview. */
export const outputFrame = (page) =>
  page
    .locator('iframe.webview.ready')
    .filter({ visible: true })
    .last()
    .contentFrame()
    .frameLocator('#active-frame');

/** Clicks "Run All" once the notebook has its kernel: before, VS Code would ask for one. */
export async function runAll(page, timeout = 120_000) {
  const kernel = page.locator('.notebook-toolbar-container', { hasText: 'BMDSRNet (TypeScript)' });
  await kernel.waitFor({ timeout });
  await page.getByRole('button', { name: 'Run All', exact: true }).click({ timeout });
}

/**
 * Serves the page to tests in the extension host, which POST one of
 * `{screenshot}`, `{key}`, `{type}` (text into what has the focus), `{selector, click: true}` or `{selector, js?}`, with `frame: 'output'` for the webview.
 */
export async function startBridge(page) {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const answer = await perform(page, JSON.parse(body)).then(
      (value) => ({ ok: true, value }),
      (error) => ({ ok: false, error: error.message }),
    );
    response.end(JSON.stringify(answer));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

async function perform(page, query) {
  if (query.screenshot) return void (await page.screenshot({ path: query.screenshot }));
  if (query.type) return page.keyboard.type(query.type);
  if (query.key) return page.keyboard.press(query.key);
  const scope = query.frame === 'output' ? outputFrame(page) : page;
  const element = scope.locator(query.selector).first();
  const timeout = query.timeout ?? 60_000;
  if (query.click) return element.click({ timeout });
  await element.waitFor({ state: 'attached', timeout });
  if (!query.js) return element.textContent();
  return element.evaluate((el, js) => new Function('el', `return ${js}`)(el), query.js);
}
