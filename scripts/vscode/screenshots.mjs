// node scripts/vscode/screenshots.mjs : makes the README's pictures, from the quick start as it runs in VS Code.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBrowser, outputFrame, runAll } from './browser.mjs';
import { root } from './bundleTests.mjs';
import { endKernels } from './endKernels.mjs';
import { startServer } from './server.mjs';

const NOTEBOOK = '01-quick-start.ipynb';
const NOTCH = 50; // CSS pixels that the list moves for a wheel event, however large
const WAIT_MS = 10 * 60_000;
const PLAIN = {
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'breadcrumbs.enabled': false,
};

const state = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-pictures-'));
const folder = path.join(state, 'notebooks');
const runtime = path.join(state, 'k');
const pictures = path.join(root, 'media/screenshots');
mkdirSync(pictures, { recursive: true });
cpSync(path.join(root, 'notebooks'), folder, { recursive: true });

let server;
let browser;
try {
  server = await startServer({
    state,
    folder,
    extensions: [root],
    trust: false,
    settings: PLAIN,
    env: { BMDSRNET_RUNTIME_DIR: runtime },
  });
  browser = await openBrowser(state);
  const { page } = browser;
  page.setDefaultTimeout(WAIT_MS);
  await page.goto(server.url([['openFile', server.remote(path.join(folder, NOTEBOOK))]]));
  await runAll(page);
  console.log('running the quick start');
  await page.keyboard.press('Control+b'); // no side bar

  const training = page.locator('.code-cell-row', { hasText: 'createBMDSRNet(' });
  await scrollTo(page, training, 70);
  const bar = outputFrame(page).locator('.bmds-curves .bmds-progress');
  await bar.waitFor({ timeout: WAIT_MS });
  await until(() => bar.evaluate((el) => el.ariaValueNow / el.ariaValueMax > 0.65));
  await scrollTo(page, training, 70);
  await shoot(page, 'training');

  const status = page.locator('[id="bmdsrnet.bmdsrnet-notebooks.bmdsrnet.kernel"]');
  await until(async () => /idle/.test(await status.textContent()));
  const photograph = page.locator('.code-cell-row', { hasText: "'images/shelf-blurred.png'" });
  await scrollTo(page, photograph, 300);
  // Only its first line: picture and table stand closer together.
  await photograph.locator('.view-lines').click({ position: { x: 300, y: 20 } });
  await page.keyboard.press('F1');
  await page.keyboard.type('Notebook: Collapse Cell Input');
  await page.keyboard.press('Enter');
  await scrollTo(page, outputFrame(page).locator('.bmds-metrics'), 80);
  await outputFrame(page).locator('.bmds-comparison canvas').first().waitFor({ timeout: WAIT_MS });
  await shoot(page, 'results');
} finally {
  await Promise.race([browser?.close(), sleep(3000)]);
  await server?.stop();
  await endKernels(runtime);
  rmSync(state, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(0);

async function shoot(page, name) {
  await page.mouse.move(700, 5); // no hover anywhere
  await sleep(1500);
  await page.screenshot({ path: path.join(pictures, `${name}.png`) });
  console.log(`media/screenshots/${name}.png`);
}

/** Scrolls with the wheel, as a list that draws only what is in view demands, until the element is near this height. */
async function scrollTo(page, element, top) {
  for (const deadline = Date.now() + WAIT_MS; Date.now() < deadline; await sleep(300)) {
    const box = (await element.count()) > 0 ? await element.first().boundingBox() : null;
    const off = box ? box.y - top : 8 * NOTCH;
    const notches = Math.round(Math.abs(off) / NOTCH);
    if (notches === 0) return;
    await page.mouse.move(16, 500); // the margin: over an output, the wheel belongs to the output
    for (let i = 0; i < Math.min(notches, 8); i++) await page.mouse.wheel(0, Math.sign(off) * 120);
  }
  throw new Error('The notebook could not be scrolled to the place for the picture.');
}

async function until(check) {
  for (const deadline = Date.now() + WAIT_MS; Date.now() < deadline; await sleep(500)) {
    if (await check().catch(() => false)) return;
  }
  throw new Error(`Waited ${WAIT_MS / 60_000} minutes in vain.`);
}
