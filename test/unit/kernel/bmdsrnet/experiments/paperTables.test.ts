import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Miniature, writeMiniatureGopro } from '../../../../../src/kernel/bmdsrnet/data';
import { TaskPool } from '../../../../../src/kernel/bmdsrnet/data/threads/taskPool';
import { comparison, folderData } from '../../../../../src/kernel/bmdsrnet/experiments';
import { startCompute } from '../../../../../src/kernel/compute';

const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-paper-tables-'));
let miniature: Miniature;
beforeAll(async () => {
  await startCompute({ backend: 'wasm', threads: 1 });
  miniature = await writeMiniatureGopro(folder, { frames: 14, width: 64, height: 64 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (data: string, name: string) =>
  comparison({
    ...{ data: folderData(data), scales: [4], methods: ['bicubic', 'BMDSRNet'], figures: 1 },
    ...{ steps: 1, batch: 1, lrPatch: 8, folder: path.join(folder, name) },
  });

it('LR-GOPRO is Table 6, without rows of frames, which it does not have', async () => {
  const closed = vi.spyOn(TaskPool.prototype, 'close');
  const { tables, figures } = await run(miniature.large, 'large');
  expect(closed).toHaveBeenCalledOnce(); // the batches that were read ahead of the one training
  expect(tables.map(({ title }) => title)).toEqual([
    'Table 6: methods on LR-GOPRO, ×4',
    '2 methods, ×4',
    'The same images in several conventions, ×4',
  ]);
  expect(tables[0]!.notes).toContain(
    'The data has no LR frames: Eq. 1 compares the centre frame with the sharp image shrunk by MATLAB bicubic, and Eq. 2 is left out.',
  );
  const text = readFileSync(path.join(folder, 'large', 'table6.csv'), 'utf8');
  expect(text).toMatch(/^"BMDSRNet \(tiny, ours\)",.*,0\.105686,.*blur_gamma\/sharp from MINI0002/m);
  expect(text).toMatch(/^BMDSRNet,28\.15,0\.904,2\.9,0\.11,LR-GOPRO \(paper\)/m);
  expect(readdirSync(path.join(folder, 'large'))).not.toContain('table5.md');
  // Frames without truth are drawn too, also those that were kept.
  const again = await run(miniature.large, 'large');
  for (const one of [figures, again.figures])
    expect(one.map((file) => path.basename(file))).toEqual(['x4-sample1.png', 'x4-sample1-frames.png']);
});

it('GOPRO_Large_all is Table 5 and never Table 6, with the seven frames', async () => {
  const { tables } = await run(miniature.largeAll, 'largeAll');
  expect(tables.map(({ title }) => title)).toEqual([
    'Table 5: methods on motion-blurred LR images',
    '2 methods, ×4',
    'The same images in several conventions, ×4',
    'The seven LR frames, ×4',
  ]);
  expect(tables[0]!.notes.join('\n')).not.toMatch(/no LR frames/);
  const names = readdirSync(path.join(folder, 'largeAll'));
  expect(names).toContain('x4-frames.csv');
  expect(names).not.toContain('table6.md');
});
