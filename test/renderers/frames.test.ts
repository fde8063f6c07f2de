import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FramesData } from '../../src/outputs';
import { type Harness, image, middle, render, startHarness } from './harness';

let harness: Harness;
let data: FramesData;
const GREYS = [10, 45, 80, 115, 150, 185, 220];
const CANVAS = '#output canvas';
const grey = async (tab: Page): Promise<number> => (await middle(tab, CANVAS))[0]!;
const label = (tab: Page): Promise<string | null> => tab.locator('#output .bmds-tag').textContent();

beforeAll(async () => {
  harness = await startHarness();
  const frames = await Promise.all(GREYS.map((value) => image(64, 48, () => [value, value, value])));
  data = {
    version: 1,
    title: 'Recovered frames',
    frames: frames.map((frame, index) => ({ ...frame, label: `t = ${index - 3}` })),
    fps: 12,
    notes: ['The sequence is nearly static: the largest motion is 0.2 px.'],
  };
});
afterAll(() => harness?.close());

test('plays, pauses, steps, scrubs and shows the right pixels', async () => {
  const tab = await harness.open();
  await render(tab, 'frames', data);
  expect(await grey(tab)).toBe(10);
  expect(await tab.locator('#output .bmds-notes').textContent()).toContain('nearly static');

  await tab.locator('#output .bmds-stage').focus();
  await tab.keyboard.press('ArrowRight');
  expect([await grey(tab), await label(tab)]).toEqual([45, 't = -2']);
  await tab.keyboard.press('ArrowLeft');
  await tab.keyboard.press('ArrowLeft');
  expect(await grey(tab)).toBe(220); // round the end
  await tab.getByLabel('Frame', { exact: true }).fill('3');
  expect([await grey(tab), await label(tab)]).toEqual([115, 't = 0']);

  await tab.locator('#output .bmds-stage').focus();
  await tab.keyboard.press('Space');
  await tab.getByRole('button', { name: 'Pause' }).waitFor();
  const seen = new Set<number>();
  await expect.poll(async () => seen.add(await grey(tab)).size, { timeout: 20_000 }).toBeGreaterThan(3);
  for (const value of seen) expect(GREYS).toContain(value);
  await tab.keyboard.press('Space');
  const stopped = await grey(tab);
  await tab.waitForTimeout(300);
  expect(await grey(tab)).toBe(stopped);
  await tab.close();
});

test('a patched output keeps its element, frame and zoom', async () => {
  const tab = await harness.open();
  await render(tab, 'frames', data);
  await tab.evaluate(`document.querySelector('${CANVAS}').dataset.mark = 'first'`);
  await tab.getByLabel('Frame', { exact: true }).fill('2');
  await tab.getByRole('button', { name: 'Zoom in' }).click();
  const zoom = await tab.locator('#output .bmds-zoom').textContent();
  const frames = [...data.frames.slice(0, 2), { ...data.frames[6]!, label: 'new' }];
  await render(tab, 'frames', { ...data, frames });
  expect(await grey(tab)).toBe(220);
  expect(await tab.locator('#output .bmds-zoom').textContent()).toBe(zoom);
  expect(await tab.locator(CANVAS).getAttribute('data-mark')).toBe('first');
  // A large frame still decodes when the next patch arrives: the later one stays.
  const large = await image(1600, 1200, (x, y) => [x % 256, y % 256, 0]);
  const patches = [
    { ...data, frames: [{ ...large, label: 'large' }] },
    { ...data, frames },
  ];
  await tab.evaluate(`Promise.all(${JSON.stringify(patches)}.map((data) => host.render('frames', data)))`);
  expect([await grey(tab), await label(tab)]).toEqual([220, 'new']);
  await tab.close();
});

test('Ctrl + wheel zooms at the pointer with hard pixel edges, a drag pans', async () => {
  const tab = await harness.open();
  // One red pixel at (40, 20): after zooming in at it, it fills the neighbourhood of the pointer exactly.
  const dot = await image(64, 48, (x, y) => (x === 40 && y === 20 ? [255, 0, 0] : [0, 0, 0]));
  await render(tab, 'frames', { ...data, frames: [{ ...dot, label: '' }] });
  const size: { width: number; height: number } = await tab.evaluate(
    `(() => { const c = document.querySelector('${CANVAS}'); return { width: c.clientWidth, height: c.clientHeight }; })()`,
  );
  const zoom = Math.floor(Math.min(size.width / 64, size.height / 48));
  const at = { x: size.width / 2 + (40.5 - 32) * zoom, y: size.height / 2 + (20.5 - 24) * zoom };
  const box = (await tab.locator(CANVAS).boundingBox())!;
  await tab.mouse.move(box.x + at.x, box.y + at.y);
  await tab.keyboard.down('Control');
  await tab.mouse.wheel(0, -400);
  await tab.keyboard.up('Control');
  const colour = (dx: number): Promise<number[]> =>
    tab.evaluate(`host.pixel('${CANVAS}', ${at.x + dx}, ${at.y})`);
  await expect.poll(() => colour(zoom)).toEqual([255, 0, 0, 255]);
  expect(await colour(4 * zoom)).toEqual([0, 0, 0, 255]);
  await tab.mouse.down();
  await tab.mouse.move(box.x + at.x + 4 * zoom, box.y + at.y, { steps: 4 });
  await tab.mouse.up();
  await expect.poll(() => colour(4 * zoom)).toEqual([255, 0, 0, 255]);
  await tab.close();
});

test('data that cannot be shown is explained in place', async () => {
  const tab = await harness.open();
  const alert = tab.locator('#output [role=alert]');
  await render(tab, 'frames', { ...data, version: 2 });
  expect(await alert.textContent()).toContain('Update the extension');
  await render(tab, 'frames', { ...data, frames: [{ label: 'x', width: 4, height: 4 }] });
  expect(await alert.textContent()).toContain('"frames[0].png" should be text');
  await tab.evaluate(`host.render('frames', '{"version":')`);
  expect(await alert.textContent()).toContain('not readable');
  await render(tab, 'frames', {
    ...data,
    frames: [{ ...data.frames[0], png: 'iVBORw0KGgo' }, data.frames[1]],
  });
  expect(await tab.locator('#output .bmds-broken').textContent()).toContain('PNG data is damaged');
  await tab.getByRole('button', { name: 'Next frame' }).click();
  expect(await grey(tab)).toBe(45);
  await tab.close();
});
