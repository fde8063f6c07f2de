// node scripts/vscode/runTests.mjs [--desktop] [--grep TEXT] : test/vscode inside a real VS Code; exit code = result.
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import * as reload from '../../test/vscode/reload.mjs';
import { openBrowser, startBridge } from './browser.mjs';
import { bundleTests, root } from './bundleTests.mjs';
import { runInDesktop } from './electron.mjs';
import { endKernels } from './endKernels.mjs';
import { startServer } from './server.mjs';

const TIMEOUT_MS = 15 * 60_000;
const { values: flags } = parseArgs({
  options: { desktop: { type: 'boolean' }, grep: { type: 'string' }, keep: { type: 'boolean' } },
});

const state = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-vscode-'));
const workspace = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-workspace-'));
const runtime = path.join(state, 'k');
const environment = {
  BMDSRNET_REPOSITORY: root,
  BMDSRNET_RUNTIME_DIR: runtime,
  TEST_SCREENSHOTS: path.join(root, 'out/screenshots'),
  ...(flags.grep && { TEST_GREP: flags.grep }),
};

const begun = performance.now();
let code = 1;
let total;
const outside = { passed: 0, failed: 0 };
try {
  const entry = await bundleTests();
  const report = (line) => {
    total = /^\d+ passed, \d+ failed$/.test(line) ? line : total;
    if (line !== total) console.log(line);
  };
  code = flags.desktop
    ? await runInDesktop({ entry, workspace, state, environment, report })
    : await runInBrowser(entry, report);
  if (!flags.desktop && (!flags.grep || new RegExp(flags.grep).test(reload.title))) await runOutside(reload);
  if (outside.failed > 0) code = 1;
} catch (error) {
  console.error(error.message);
} finally {
  await endKernels(runtime);
  if (code !== 0) console.log(`logs of VS Code: ${state}`);
  else if (!flags.keep) rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
}
console.log(`VS Code tests: ${((performance.now() - begun) / 1000).toFixed(0)} s, installation included`);
const [passed, failed] = (total ?? '0 passed, 1 failed').match(/\d+/g).map(Number);
console.log(`${passed + outside.passed} passed, ${failed + outside.failed} failed`);
process.exit(code);

async function runInBrowser(entry, report) {
  const server = await startServer({
    state,
    folder: workspace,
    token: false,
    trust: false,
    smokeTest: true,
    settings: { 'bmdsrnet.kernel.confirmRestart': false }, // dialogs are refused in tests
    env: environment,
  });
  const browser = await openBrowser(state);
  const bridge = await startBridge(browser.page);
  try {
    return await drive(server, browser.page, bridge.url, entry, report);
  } finally {
    bridge.close();
    await Promise.race([browser.close(), sleep(3000)]);
    await server.stop();
  }
}

/** A test that drives the page of an installed extension. */
async function runOutside(test) {
  const home = mkdtempSync(path.join(state, 'outside-'));
  const server = await startServer({
    ...{ state: home, folder: workspace, extensions: [root] },
    ...{ token: false, trust: false, env: environment },
  });
  const browser = await openBrowser(home);
  const start = performance.now();
  try {
    await test.run({ page: browser.page, server, workspace });
    outside.passed += 1;
    console.log(`passed: ${test.title} (${Math.round(performance.now() - start)} ms)`);
  } catch (error) {
    outside.failed += 1;
    await browser.page.screenshot({ path: path.join(state, 'outside.png') }).catch(() => {});
    console.log(`FAILED: ${test.title}\n${error.stack}`);
  } finally {
    await Promise.race([browser.close(), sleep(3000)]);
    await server.stop();
  }
}

/** Opens the page that runs the tests; resolves with their exit code. */
function drive(server, page, bridge, entry, report) {
  return new Promise((resolve, reject) => {
    setTimeout(
      () => reject(new Error(`the tests did not end within ${TIMEOUT_MS / 60_000} minutes`)),
      TIMEOUT_MS,
    ).unref();
    page.on('crash', () => reject(new Error('the browser page crashed')));
    const log = createWriteStream(path.join(state, 'console.log'));
    const relay = (type, args) => {
      const line = args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ');
      log.write(`[${type}] ${line}\n`);
      if (line.startsWith('[test] ')) report(line.slice('[test] '.length));
    };
    const payload = [
      ['extensionDevelopmentPath', server.remote(root)],
      ['extensionTestsPath', server.remote(entry)],
      ['extensionEnvironment', JSON.stringify({ ...environment, UI_URL: bridge })],
    ];
    // VS Code's smoke-test driver calls these two.
    Promise.all([
      page.exposeFunction('codeAutomationExit', resolve),
      page.exposeFunction('codeAutomationLog', relay),
    ])
      .then(() => page.goto(server.url(payload)))
      .catch(reject);
  });
}
