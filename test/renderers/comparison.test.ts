import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ComparisonData } from '../../src/outputs';
import { type Harness, image, middle, pixel, render, startHarness } from './harness';

let harness: Harness;
let data: ComparisonData;
const SINGLE = '#output .bmds-comparison > .bmds-stage canvas';
const card = (index: number): string => `#output .bmds-card:nth-child(${index + 1}) canvas`;
const mode = (tab: Page, name: string) =>
  tab.locator('#output .bmds-segments').getByRole('button', { name }).click();

beforeAll(async () => {
  harness = await startHarness();
  // The left half and the right half of one scene, at two sizes: a region must show the same half in both.
  const halves = (size: number, left: number, right: number) =>
    image(size, size, (x) => (x < size / 2 ? [left, left, left] : [right, right, right]));
  data = {
    version: 1,
    title: 'Scene 1',
    images: [
      { ...(await halves(16, 40, 200)), label: 'Blurred input' },
      { ...(await halves(32, 60, 190)), label: 'Restored', caption: '28.31 dB / 0.871' },
      { ...(await halves(32, 50, 210)), label: 'Ground truth' },
    ],
    reference: 2,
    notes: ['Synthetic.'],
  };
});
afterAll(() => harness?.close());

test('panes of different pixel size show the same scene region, zoom and pan together, and read out pixels', async () => {
  const tab = await harness.open();
  await render(tab, 'comparison', data);
  const box = (await tab.locator(card(0)).boundingBox())!;
  const sides = async () =>
    Promise.all(
      [0, 1, 2].map(async (index) =>
        [
          await pixel(tab, card(index), box.width * 0.3, 50),
          await pixel(tab, card(index), box.width * 0.7, 50),
        ].map((rgba) => rgba[0]),
      ),
    );
  expect(await sides()).toEqual([
    [40, 200],
    [60, 190],
    [50, 210],
  ]);

  await tab.mouse.move(box.x + box.width * 0.7, box.y + 50);
  expect(await tab.locator('#output .bmds-card .bmds-pixel').allTextContents()).toEqual([
    '200 200 200',
    '190 190 190',
    '210 210 210',
  ]);
  expect(await tab.locator('#output .bmds-figures').textContent()).toMatch(/^x \d+, y \d+ of 32 × 32$/);

  // Zooming at a point of the right half in the first pane brings the right half everywhere.
  await tab.keyboard.down('Control');
  for (let turn = 0; turn < 2; turn++) await tab.mouse.wheel(0, -300);
  await tab.keyboard.up('Control');
  await expect.poll(sides).toEqual([
    [200, 200],
    [190, 190],
    [210, 210],
  ]);
  const zoom = await tab.locator('#output .bmds-zoom').textContent();
  await render(tab, 'comparison', { ...data, title: 'Scene 1, later' });
  expect(await tab.locator('#output .bmds-zoom').textContent()).toBe(zoom);
  await tab.mouse.dblclick(box.x + 20, box.y + 20);
  await expect.poll(sides).toEqual([
    [40, 200],
    [60, 190],
    [50, 210],
  ]);
  await tab.close();
});

test('number keys and Tab flicker in the same place, Shift shows the reference', async () => {
  const tab = await harness.open();
  await render(tab, 'comparison', data);
  const left = async () =>
    (await pixel(tab, SINGLE, (await tab.locator(SINGLE).boundingBox())!.width / 2 - 20, 60))[0];
  await tab.locator('#output .bmds-stage').first().focus();
  await tab.keyboard.press('1');
  expect(await left()).toBe(40);
  await tab.keyboard.press('2');
  expect(await left()).toBe(60);
  await tab.keyboard.press('Tab');
  expect(await left()).toBe(40);
  await tab.keyboard.press('Tab');
  expect(await left()).toBe(60);
  await tab.keyboard.down('Shift');
  expect(await left()).toBe(50);
  await tab.keyboard.up('Shift');
  expect(await left()).toBe(60);
  await tab.keyboard.press('Escape'); // no keyboard trap
  expect(await tab.evaluate('document.activeElement.tagName')).toBe('BUTTON');
  await tab.close();
});

test('the wipe line decides which image is seen, by drag and by key', async () => {
  const tab = await harness.open();
  await render(tab, 'comparison', { ...data, images: [data.images[2]!, data.images[1]!], reference: 0 });
  await mode(tab, 'Wipe');
  await tab.getByLabel('Left', { exact: true }).selectOption('Ground truth');
  await tab.getByLabel('Right', { exact: true }).selectOption('Restored');
  const box = (await tab.locator(SINGLE).boundingBox())!;
  const at = async (dx: number) => (await pixel(tab, SINGLE, box.width / 2 + dx, 60))[0];
  expect([await at(-60), await at(60)]).toEqual([50, 190]);
  await tab.mouse.move(box.x + box.width / 2, box.y + 200);
  await tab.mouse.down();
  await tab.mouse.move(box.x + box.width / 2 + 120, box.y + 200, { steps: 5 });
  await tab.mouse.up();
  expect(await at(60)).toBe(210);
  await tab.getByRole('slider', { name: 'Wipe' }).press('Home');
  expect([await at(-60), await at(60)]).toEqual([60, 190]);
  // Drawn anew in another element, as after scrolling far away: the wipe is where it was left.
  await tab.evaluate(`host.dispose('comparison'); document.getElementById('output').remove()`);
  await render(tab, 'comparison', { ...data, images: [data.images[2]!, data.images[1]!], reference: 0 });
  expect(await tab.getByRole('slider', { name: 'Wipe' }).getAttribute('aria-valuenow')).toBe('0');
  await tab.close();
});

test('the difference map has the exact values, and its gain multiplies them', async () => {
  const tab = await harness.open();
  await render(tab, 'comparison', data);
  await mode(tab, 'Difference');
  const box = (await tab.locator(SINGLE).boundingBox())!;
  const sides = async () => [
    (await pixel(tab, SINGLE, box.width / 2 - 20, 60))[0],
    (await pixel(tab, SINGLE, box.width / 2 + 20, 60))[0],
  ];
  expect(await sides()).toEqual([40, 80]); // |60 - 50| and |190 - 210|, at the initial gain of 4
  expect(await tab.locator('#output .bmds-figures').textContent()).toContain(
    'mean |difference| 15.00, largest 20 of 255',
  );
  await tab.getByLabel('Gain', { exact: true }).fill('0');
  expect(await sides()).toEqual([10, 20]);
  await tab.getByLabel('as', { exact: true }).selectOption('signed');
  expect(await sides()).toEqual([138, 108]);
  await tab.getByLabel('Show', { exact: true }).selectOption('Blurred input'); // half the size: compared at its nearest pixel
  expect(await sides()).toEqual([118, 118]);
  await tab.close();
});

test('a broken image is explained in its pane, the others stay', async () => {
  const tab = await harness.open();
  await render(tab, 'comparison', {
    ...data,
    images: [{ ...data.images[0], png: 'AAAA' }, data.images[1], data.images[2]],
  });
  expect(await tab.locator('#output .bmds-broken').first().textContent()).toContain('PNG data is damaged');
  expect((await middle(tab, card(1)))[3]).toBe(255);
  await render(tab, 'comparison', { ...data, reference: 7 });
  expect(await tab.locator('#output [role=alert]').textContent()).toContain(
    '"reference" is 7, but there are 3 images',
  );
  await tab.close();
});
