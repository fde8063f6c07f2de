import type { MetricsData } from '../../outputs';
import type { Evaluation } from '../bmdsrnet/evaluation';
import { describeSequences } from '../bmdsrnet/evaluation/sequence/describe'; // light: no network is loaded for it

/** An evaluation as a table: bicubic, the network, its gain; below it what a reader must know to judge the numbers. */
export function evaluationTable(evaluation: Evaluation): Omit<MetricsData, 'version'> {
  const { network, scale, bicubic, restored, gain, protocolText, measuredOn } = evaluation;
  return {
    title: `${network} against bicubic, x${scale}`,
    protocol: protocolText,
    measuredOn,
    columns: [
      { label: 'PSNR', unit: 'dB', digits: 2, better: 'higher' },
      { label: 'SSIM', digits: 4, better: 'higher' },
      { label: 'Gain', unit: 'dB', digits: 2, better: 'higher' },
    ],
    rows: [
      { label: 'bicubic', values: [bicubic.psnr, bicubic.ssim, 0] },
      { label: network, values: [restored.psnr, restored.ssim, gain] },
    ],
    notes: findings(evaluation),
  };
}

/** The sentences under the table: mean gain, how many improved, the worst, and whether the frames move. */
function findings({ gain, improved, images, worst, nothingGained, sequence }: Evaluation): string[] {
  const decibels = (value: number): string => `${value < 0 ? '' : '+'}${value.toFixed(2)} dB`;
  const sentences = [
    `Mean gain over bicubic ${decibels(gain)}; ${improved} of ${images.length} improved; the worst is no. ${worst.index + 1} with ${decibels(worst.gain)}.`,
  ];
  if (nothingGained) sentences.push('Nothing was gained: train longer, or use a larger preset.');
  if (sequence) sentences.push(...describeSequences(sequence));
  return sentences;
}
