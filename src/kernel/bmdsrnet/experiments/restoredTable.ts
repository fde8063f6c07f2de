import type { ResultTable } from '../evaluation';
import type { RestoredFile } from './restoredFile';

/** What restoring cost: one row a file. Nothing is measured against a ground truth, which photographs do not have. */
export function restoredTable(network: string, scale: number, files: readonly RestoredFile[]): ResultTable {
  const tiled = files.filter(({ tiles }) => tiles > 1).length;
  return {
    title: `Restored by ${network}`,
    rowLabel: 'File',
    protocol: 'no ground truth, no PSNR; time from the LR image to the HR image in memory',
    columns: [
      { label: 'Width' },
      { label: 'Height' },
      { label: 'HR', unit: 'megapixels' },
      { label: 'Time', unit: 's' },
      { label: 'Speed', unit: 'megapixels/s' },
      { label: 'Tiles', digits: 0 },
      { label: 'Written' },
    ],
    rows: files.map(({ file, width, height, written, seconds, megapixelsPerSecond, tiles }) => ({
      label: file,
      group: 'restored',
      cells: [
        String(width),
        String(height),
        (width * height * scale ** 2) / 1e6,
        seconds,
        megapixelsPerSecond,
        tiles,
        written[0]!,
      ],
    })),
    notes:
      tiled > 0
        ? [
            `${tiled} of ${files.length} images were cut into tiles, because one pass would have taken more memory than allowed (maxBytes, --memory): a network that looks at the whole image gives another result untiled.`,
          ]
        : [],
  };
}
