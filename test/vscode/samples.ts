import type { RgbImage } from '../../src/kernel/bmdsrnet/types';
import { comparisonBundle } from '../../src/kernel/display/comparison';
import { curvesBundle } from '../../src/kernel/display/curvesBundle';
import { framesBundle } from '../../src/kernel/display/frames';
import { metricsBundle } from '../../src/kernel/display/metrics';
import type { MimeBundle } from '../../src/kernel/protocol';

/** A disc on a checked ground, moved to the right by `shift` pixels. */
function scene(shift: number, width = 240, height = 160): RgbImage {
  const data = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = Math.hypot(x - 90 - shift, y - 80) < 44;
      const checked = (Math.floor(x / 20) + Math.floor(y / 20)) % 2;
      data.set(
        inside ? [0.95, 0.6, 0.2] : checked ? [0.2, 0.35, 0.5] : [0.12, 0.2, 0.3],
        (y * width + x) * 3,
      );
    }
  }
  return { width, height, data };
}

/** One output of each kind, as a kernel would put it out. */
export async function sampleBundles(): Promise<
  Record<'curves' | 'frames' | 'comparison' | 'metrics', MimeBundle>
> {
  const x = Array.from({ length: 200 }, (_, i) => i + 1);
  return {
    curves: curvesBundle({
      version: 1,
      title: 'Training BMDSRNet',
      xLabel: 'step',
      leftLabel: 'loss',
      rightLabel: 'dB',
      logLeft: true,
      series: [
        { name: 'loss', axis: 'left', x, y: x.map((step) => 0.4 / step ** 0.6 + 0.01 * Math.sin(step) ** 2) },
        { name: 'PSNR', axis: 'right', x, y: x.map((step) => 24 + 2 * Math.log10(step)) },
      ],
      live: false,
      progress: { done: 200, total: 200, elapsedSeconds: 61, remainingSeconds: 0 },
      status: 'finished',
      notes: [],
    }),
    frames: await framesBundle(
      [-18, -12, -6, 0, 6, 12, 18].map((shift) => scene(shift)),
      { title: 'Seven recovered frames' },
    ),
    comparison: await comparisonBundle(
      [
        { label: 'bicubic', image: scene(6), caption: '24.10 dB / 0.801' },
        { label: 'restored', image: scene(1), caption: '28.31 dB / 0.871' },
        { label: 'sharp', image: scene(0) },
      ],
      { reference: 'sharp', title: 'Restoration' },
    ),
    metrics: metricsBundle({
      title: 'Held-out scenes',
      protocol: 'Y of YCbCr, border 2 cropped, rounded to 8 bits',
      measuredOn: '24 procedural scenes (synthetic)',
      columns: [
        { label: 'PSNR', unit: 'dB', digits: 2, better: 'higher' },
        { label: 'SSIM', digits: 4, better: 'higher' },
      ],
      rows: [
        { label: 'bicubic', values: [24.103, 0.8012] },
        { label: 'BMDSRNet tiny', values: [24.671, 0.8194] },
      ],
      notes: [],
    }),
  };
}
