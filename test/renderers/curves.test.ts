import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CurvesData } from '../../src/outputs';
import { type Harness, render, startHarness } from './harness';

let harness: Harness;
const steps = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const run = (count: number, live = true): CurvesData => ({
  version: 1,
  title: 'Joint training',
  xLabel: 'step',
  leftLabel: 'loss',
  rightLabel: 'PSNR (dB)',
  logLeft: true,
  series: [
    {
      name: 'total',
      axis: 'left',
      x: steps(count),
      y: steps(count).map((step) => (step === 7 ? null : 1 / step)),
    },
    { name: 'PSNR', axis: 'right', x: [1, count], y: [20, 25] },
  ],
  live,
  progress: { done: count, total: 200, elapsedSeconds: 65, remainingSeconds: 125 },
  status: live ? '' : 'stopped: interrupted',
  notes: ['Validation: 24 scenes; PSNR on RGB.'],
});
const PLOT = `document.querySelector('#output .bmds-plot')`;
const ranges = (tab: Page): Promise<{ x: number[]; y: number[]; type: string }> =>
  tab.evaluate(
    `(({ xaxis, yaxis }) => ({ x: [...xaxis.range], y: [...yaxis.range], type: yaxis.type }))(${PLOT}._fullLayout)`,
  );
const drawn = (tab: Page): Promise<number> => tab.evaluate(`${PLOT}.data?.at(-2)?.x.length ?? 0`);

beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness?.close());

test('a live run is patched in place at most ten times a second, and its end is never lost', async () => {
  const tab = await harness.open();
  await render(tab, 'curves', run(20));
  await expect.poll(() => drawn(tab)).toBe(20);
  await tab.evaluate(`${PLOT}.dataset.mark = 'first'`);
  await tab.evaluate(`window.draws = 0; ${PLOT}.on('plotly_afterplot', () => window.draws++)`);
  // Fifty patches in one go: two draws show them all.
  await tab.evaluate(
    `(async () => { for (const data of ${JSON.stringify(steps(50).map((step) => run(20 + step)))}) await host.render('curves', data); })()`,
  );
  await expect.poll(() => drawn(tab)).toBe(70);
  expect(await tab.evaluate('window.draws')).toBeLessThan(10);
  expect(await tab.evaluate(`${PLOT}.dataset.mark`)).toBe('first');
  expect(await tab.locator('#output .bmds-run').textContent()).toContain(
    'step 70 of 200 · 1 min 05 s elapsed · about 2 min 05 s left',
  );
  expect(await tab.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('70');

  await render(tab, 'curves', run(80, false));
  await expect.poll(() => drawn(tab)).toBe(80);
  expect(await tab.getByText('stopped: interrupted').isVisible()).toBe(true);
  expect(await tab.getByText('running').isVisible()).toBe(false);
  expect(await tab.getByText('Validation: 24 scenes; PSNR on RGB.').isVisible()).toBe(true);
  await tab.close();
});

test("the user's zoom survives a patch; log axis, smoothing and legend redraw", async () => {
  const tab = await harness.open({ theme: 'light' });
  await render(tab, 'curves', run(60));
  await expect.poll(() => drawn(tab)).toBe(60);
  expect((await ranges(tab)).type).toBe('log');
  const box = (await tab.locator('#output .nsewdrag').first().boundingBox())!;
  await tab.mouse.move(box.x + box.width * 0.25, box.y + box.height * 0.3);
  await tab.mouse.down();
  await tab.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.8, { steps: 6 });
  await tab.mouse.up();
  await expect.poll(async () => (await ranges(tab)).x[0]).toBeGreaterThan(10);
  const zoomed = await ranges(tab);
  await render(tab, 'curves', run(90));
  await expect.poll(() => drawn(tab)).toBe(90);
  expect(await ranges(tab)).toEqual(zoomed);
  await tab.getByRole('button', { name: /Show all/ }).click();
  await expect.poll(async () => (await ranges(tab)).x[0]).toBeLessThan(10);

  await tab.getByRole('button', { name: 'Logarithmic' }).click();
  await expect.poll(async () => (await ranges(tab)).type).toBe('linear');
  expect(await tab.evaluate(`${PLOT}.data.length`)).toBe(3); // raw and smoothed total, and PSNR as measured
  await tab.getByLabel('Smoothing').fill('0');
  await expect.poll(() => tab.evaluate(`${PLOT}.data.length`)).toBe(2);
  await tab.locator('#output .bmds-legend').getByRole('button', { name: 'PSNR' }).click();
  await expect.poll(() => tab.evaluate(`${PLOT}.data.length`)).toBe(1);
  await tab.close();
});

test('colours follow a theme change, and the curve is really on the screen', async () => {
  const tab = await harness.open({ theme: 'dark' });
  await render(tab, 'curves', run(60));
  const stroke = () =>
    tab.evaluate(`getComputedStyle(${PLOT}.querySelectorAll('.scatterlayer .js-line')[1]).stroke`);
  await expect.poll(stroke).toBe('rgb(55, 148, 255)');
  await tab.evaluate(`host.theme('light')`);
  await expect.poll(stroke).toBe('rgb(26, 133, 255)');
  const line = await tab.locator('#output .scatterlayer .js-line').nth(1).boundingBox();
  expect(line!.width).toBeGreaterThan(400);
  expect(line!.height).toBeGreaterThan(100);
  await tab.close();
});

test('a CSV download holds the raw values; a run without steps and bad data say so', async () => {
  const tab = await harness.open();
  await render(tab, 'curves', {
    ...run(8),
    series: [{ name: 'a, b', axis: 'left', x: [1, 2], y: [0.5, null] }],
  });
  const download = tab.waitForEvent('download');
  await tab.getByRole('button', { name: 'Save the values as CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('joint-training.csv');
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toBe('step,"a, b"\r\n1,0.5\r\n2,\r\n');

  await render(tab, 'curves', { ...run(0, false), series: [] });
  await tab.getByText('This run has no recorded steps.').waitFor();
  await render(tab, 'curves', { ...run(3), series: [{ name: 'total', axis: 'left', x: [1], y: [] }] });
  expect(await tab.locator('#output [role=alert]').textContent()).toContain('1 x values and 0 y values');
  await tab.close();
});
