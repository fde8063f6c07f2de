import type { ResultTable } from '../evaluation';
import type { RestoredFile } from './restoredFile';

/** What restoring cost: one row a network and file. Nothing is measured against a ground truth, which photographs do not have. */
export function restoredTable(
  networks: readonly { name: string; files: readonly RestoredFile[] }[],
  scale: number,
): ResultTable {
  const files = networks.flatMap(({ name, files }) => files.map((file) => ({ ...file, name })));
  const tiled = files.filter(({ tiles }) => tiles > 1).length;
  return {
    title: `Restored by ${networks.map(({ name }) => name).join(', ')}`,
    rowLabel: 'File',
    protocol: 'no ground truth, no PSNR; time from the LR image to the HR image in memory',
    columns: [
      { label: 'Network' },
      { label: 'Width' },
      { label: 'Height' },
      { label: 'HR', unit: 'megapixels' },
      { label: 'Time', unit: 's' },
      { label: 'Speed', unit: 'megapixels/s' },
      { label: 'Tiles', digits: 0 },
      { label: 'Written' },
    ],
    rows: files.map(({ name, file, width, height, written, seconds, megapixelsPerSecond, tiles }) => ({
      label: file,
      group: name,
      cells: [
        name,
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
            `${tiled} of ${files.length} restorations were cut into tiles, because one pass would have taken more memory than allowed (maxBytes, --memory): a network that looks at the whole image gives another result untiled.`,
          ]
        : [],
  };
}
