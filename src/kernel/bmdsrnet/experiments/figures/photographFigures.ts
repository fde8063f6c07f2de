import path from 'node:path';
import { bicubic, readImage } from '../../data';
import { writeWhole } from '../../data/writeWhole';
import { detailedRegions, type FrameRow, frameStrip, panelFigure, restore } from '../../evaluation';
import { releaseForwardPass } from '../../evaluation/forwardPass';
import type { RestorationNetwork, RgbImage } from '../../types';
import { imagesOf } from '../imagesOf';

/** Of `photographFigures`. */
export interface PhotographFigureOptions {
  /** Default `figures`. */
  out?: string;
  signal?: AbortSignal;
  onProgress?(done: number, total: number): void;
}

/**
 * Figures like Figs. 11 to 13, of photographs without ground truth: the input, bicubic interpolation and each network
 * with enlarged parts, and a strip of the seven frames of each network that recovers them. Nothing is measured.
 * @param inputs image files and folders
 * @returns paths of the PNG files
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
  const written: string[] = [];
  try {
    for (const [done, file] of files.entries()) {
      onProgress?.(done, files.length);
      const image = await readImage(file);
      const panels = [
        { label: `LR input, ×${scale}`, image: image as RgbImage },
        { label: 'bicubic', image: bicubic(image, scale) },
      ];
      const strips: FrameRow[] = [{ label: 'blurred input', frames: [image] }];
      for (const { name, network } of networks) {
        const { output, frames } = await restore(network, image, { signal });
        panels.push({ label: name, image: output });
        if (frames.length > 0) strips.push({ label: name, frames });
      }
      const place = path.join(path.resolve(out), `${path.parse(file).name}_x${scale}`);
      const notes = [`Photograph ${path.basename(file)}: there is no ground truth, so nothing is measured.`];
      const row = { panels, regions: detailedRegions(panels[1]!.image, 2) };
      await writeWhole(`${place}.png`, await panelFigure([row], { notes }));
      written.push(`${place}.png`);
      if (strips.length === 1) continue;
      await writeWhole(`${place}-frames.png`, await frameStrip(strips, { notes }));
      written.push(`${place}-frames.png`);
    }
  } finally {
    for (const { network } of networks) await releaseForwardPass(network);
  }
  return written;
}
