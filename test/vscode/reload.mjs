// Seen from outside: a reload of the page ends the extension host, and tests in it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outputFrame, runAll } from '../../scripts/vscode/browser.mjs';

const WAIT = { timeout: 120_000 };
const CELL = `import { existsSync } from 'node:fs';
for (let i = 0; !existsSync('go-on'); i++) {
  console.log('tick', i);
  await new Promise((resolve) => setTimeout(resolve, 200));
}
console.log('the end');`;

export const title =
  'a window that is reloaded draws the running cell again, whole, and follows it to its end';

/** @param {{page: import('playwright-core').Page, server: {url: Function, remote: Function}, workspace: string}} host */
export async function run({ page, server, workspace }) {
  const file = path.join(workspace, 'reload.ipynb');
  const kernelspec = { name: 'bmdsrnet', display_name: 'BMDSRNet (TypeScript)', language: 'typescript' };
  const cell = {
    cell_type: 'code',
    id: 'ticks',
    metadata: {},
    execution_count: null,
    source: CELL,
    outputs: [],
  };
  const metadata = { kernelspec, language_info: { name: 'typescript' } };
  writeFileSync(file, JSON.stringify({ metadata, nbformat: 4, nbformat_minor: 5, cells: [cell] }));
  page.on('dialog', (dialog) => dialog.accept()); // "Leave site?": the running cell has changed the notebook

  await page.goto(server.url([['openFile', server.remote(file)]]));
  await runAll(page);
  await outputFrame(page).getByText('tick 5', { exact: true }).waitFor(WAIT);
  await page.reload();
  await outputFrame(page).getByText('tick 5', { exact: true }).waitFor(WAIT);
  await page
    .locator('.codicon-notebook-state-executing')
    .first()
    .waitFor({ ...WAIT, state: 'attached' });
  writeFileSync(path.join(workspace, 'go-on'), '');
  await page.locator('.codicon-notebook-state-success').first().waitFor(WAIT);
  await page.keyboard.press('Control+s');
  await page.locator('.tab.dirty').waitFor({ ...WAIT, state: 'detached' });

  const { outputs, execution_count } = JSON.parse(readFileSync(file, 'utf8')).cells[0];
  const lines = outputs.flatMap(({ text }) => [text].flat().join('').trim().split('\n'));
  const ticks = lines.slice(0, -1);
  assert.equal(execution_count, 1);
  assert.equal(lines.at(-1), 'the end');
  assert.deepEqual(
    ticks,
    ticks.map((_, i) => `tick ${i}`),
  );
}
