import path from 'node:path';
import { bicubic, readImage } from '../../data';
import { writeWhole } from '../../data/writeWhole';
import {
  detailedRegions,
  type FrameRow,
  frameStrip,
  panelFigure,
  restore,
  writeTable,
} from '../../evaluation';
import { releaseForwardPass } from '../../evaluation/forwardPass';
import type { RestorationNetwork, RgbImage } from '../../types';
import { describeNetwork, writeConfig } from '../config/writeConfig';
import { imagesOf } from '../imagesOf';
import type { RestoredFile } from '../restoredFile';
import { restoredTable } from '../restoredTable';
import { targetsOf } from '../targetsOf';

/** Of `photographFigures`. */
export interface PhotographFigureOptions {
  /** Default `figures`. */
  out?: string;
  signal?: AbortSignal;
  onProgress?(done: number, total: number): void;
}

/**
 * Figures like Figs. 11 to 13, of photographs without ground truth: the input, bicubic interpolation and each network
 * with enlarged parts, and a strip of the seven frames of each network that recovers them. Nothing is measured but time:
 * a table `restored.{csv,md,tex}` of it and `config.json` stand beside them.
 * @param inputs image files and folders
 * @returns paths of the PNG files
 * @throws Error where two images have one name
 */
export async function photographFigures(
  networks: readonly { name: string; network: RestorationNetwork }[],
  inputs: readonly string[],
  { out = 'figures', signal, onProgress }: PhotographFigureOptions = {},
): Promise<string[]> {
  const scales = new Set(networks.map(({ network }) => network.scale));
  const [scale] = scales;
  if (scale === undefined || scales.size > 1)
    throw new RangeError(
      `A figure needs networks of one scale; these have ${[...scales].join(', ') || 'none'}.`,
    );
  const files = await imagesOf(inputs);
  const targets = targetsOf(files, path.resolve(out), scale);
  await writeConfig(out, {
    networks: networks.map(({ name, network }) => ({ ...describeNetwork(network), name })),
    files,
  });
  const written: string[] = [];
  const restored = networks.map(({ name }) => ({ name, files: [] as RestoredFile[] }));
  try {
    for (const [done, file] of files.entries()) {
      onProgress?.(done, files.length);
      const image = await readImage(file);
      const panels = [
        { label: `LR input, ×${scale}`, image: image as RgbImage },
        { label: 'bicubic', image: bicubic(image, scale) },
      ];
      const strips: FrameRow[] = [{ label: 'blurred input', frames: [image] }];
      const target = targets[done]!;
      const { width, height } = image;
      for (const [n, { name, network }] of networks.entries()) {
        const { output, frames, tiles, seconds, megapixelsPerSecond } = await restore(network, image, {
          signal,
        });
        const size = { width, height, tiles, seconds, megapixelsPerSecond };
        restored[n]!.files.push({ file, written: [target], ...size });
        panels.push({ label: name, image: output });
        if (frames.length > 0) strips.push({ label: name, frames });
      }
      const notes = [`Photograph ${path.basename(file)}: there is no ground truth, so nothing is measured.`];
      const row = { panels, regions: detailedRegions(panels[1]!.image, 2) };
      await writeWhole(target, await panelFigure([row], { notes }));
      written.push(target);
      if (strips.length === 1) continue;
      written.push(target.replace(/\.png$/, '-frames.png'));
      await writeWhole(written.at(-1)!, await frameStrip(strips, { notes }));
    }
    await writeTable(path.join(out, 'restored'), restoredTable(restored, scale));
  } finally {
    for (const { network } of networks) await releaseForwardPass(network);
  }
  return written;
}
