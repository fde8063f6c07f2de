import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MetricsData } from '../../src/outputs';
import { type Harness, render, startHarness } from './harness';

let harness: Harness;
const data: MetricsData = {
  version: 1,
  title: 'Held-out scenes',
  protocol: 'RGB, border 2 px cropped, 8-bit rounding, SSIM 11x11',
  measuredOn: '24 procedural scenes (synthetic)',
  columns: [
    { label: 'PSNR', unit: 'dB', digits: 2, better: 'higher' },
    { label: 'Time', unit: 'ms', digits: 0, better: 'lower' },
  ],
  rows: [
    { label: 'Bicubic', values: [24.12834, 3] },
    { label: 'BMDSRNet', values: [24.6109, 412] },
    { label: 'Not run', values: [null, null] },
  ],
  notes: ['The worst scene is 17.'],
};

beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness?.close());

test('protocol and data set are visible, the best values stand out, sorting works', async () => {
  const tab = await harness.open({ theme: 'light', width: 480 });
  await render(tab, 'metrics', data);
  expect(await tab.getByText(data.protocol).isVisible()).toBe(true);
  expect(await tab.getByText(data.measuredOn).isVisible()).toBe(true);
  expect(await tab.locator('#output .bmds-best').allTextContents()).toEqual(['3', '24.61']);
  const order = () => tab.locator('#output tbody th').allTextContents();
  const byPsnr = tab.getByRole('button', { name: 'Sort by PSNR (dB)' });
  await byPsnr.click();
  expect(await order()).toEqual(['BMDSRNet', 'Bicubic', 'Not run']);
  await byPsnr.click();
  expect(await order()).toEqual(['Bicubic', 'BMDSRNet', 'Not run']);
  expect(await tab.locator('#output th[aria-sort=ascending]').textContent()).toContain('PSNR');
  await render(tab, 'metrics', { ...data, rows: [...data.rows, { label: 'Small', values: [24.3, 900] }] });
  expect(await order()).toEqual(['Bicubic', 'Small', 'BMDSRNet', 'Not run']); // a patch keeps the sorting
  await tab.close();
});

test('copies the table as text, and offers it for copying by hand where the clipboard is refused', async () => {
  const tab = await harness.open();
  await tab.evaluate(
    `navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }`,
  );
  await render(tab, 'metrics', data);
  await tab.getByRole('button', { name: 'Copy as CSV' }).click();
  expect(await tab.evaluate('copied')).toContain('BMDSRNet,24.6109,412,"RGB, border 2 px cropped');
  await tab.getByRole('button', { name: 'Copy as Markdown' }).click();
  expect(await tab.evaluate('copied')).toContain('| BMDSRNet | **24.61** | 412 |');
  expect(await tab.getByText('Copied as Markdown.').isVisible()).toBe(true);

  await tab.evaluate(`navigator.clipboard.writeText = () => Promise.reject(new Error('denied'))`);
  await tab.getByRole('button', { name: 'Copy as LaTeX' }).click();
  expect(await tab.getByText('The clipboard was refused').isVisible()).toBe(true);
  expect(await tab.evaluate('getSelection().toString()')).toContain('\\textbf{24.61}');
  await tab.close();
});

test('rows that do not fit the columns are explained', async () => {
  const tab = await harness.open();
  await render(tab, 'metrics', { ...data, rows: [{ label: 'Bicubic', values: [1] }] });
  expect(await tab.locator('#output [role=alert]').textContent()).toContain(
    'The row "Bicubic" has 1 values for 2 columns',
  );
  await tab.close();
});
