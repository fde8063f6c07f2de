import type { Quality } from '../metrics';

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean and sample standard deviation, which one value does not have. */
export function meanAndSpread(values: readonly number[]): { value: number; spread?: number } {
  const value = mean(values);
  if (values.length < 2) return { value };
  const squares = values.map((v) => (v - value) ** 2);
  return { value, spread: Math.sqrt((mean(squares) * values.length) / (values.length - 1)) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

/** Two perfect images have infinite PSNR and differ by nothing. */
export function difference(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

export function meanQuality(qualities: readonly Quality[]): Quality {
  return { psnr: mean(qualities.map(({ psnr }) => psnr)), ssim: mean(qualities.map(({ ssim }) => ssim)) };
}

/** A number with so many decimals, never "-0.00". */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** A difference with its sign, such as +0.40. */
export function signed(value: number, digits = 2): string {
  const text = fixed(value, digits);
  return text.startsWith('-') ? text : `+${text}`;
}
