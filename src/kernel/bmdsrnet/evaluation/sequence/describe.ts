import { signed } from '../numbers';
import type { SequenceSummary } from './sequenceSummary';

/** A summary in sentences, to be read below a table. */
export function describeSequences(summary: SequenceSummary): string[] {
  const decibels = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(2)} dB` : 'exact');
  const { pairs, centrePsnr, centreGain, reblurPsnr, relativeMotion, consistentOrder } = summary;
  const ofPairs = pairs
    .map((pair) => `${pair.frames.join('/')} ${decibels(pair.psnr)} (${signed(pair.gain)})`)
    .join(', ');
  const order = `${(100 * consistentOrder).toFixed(0)} % of the samples in one consistent order (25 % is chance)`;
  const sentences = [
    `Recovered frames (gain over the blurred input): centre ${decibels(centrePsnr)} (${signed(centreGain)}); pPSNR of the pairs ${ofPairs}.`,
    `Measured on ${summary.protocolText}.`,
    `Their mean against the input: ${decibels(reblurPsnr)}; ${order}.`,
  ];
  if (relativeMotion !== null) {
    sentences.push(
      `They show ${(100 * relativeMotion).toFixed(0)} % of the true motion${summary.nearlyStatic ? ' (nearly static)' : ''}.`,
    );
  }
  return sentences;
}
