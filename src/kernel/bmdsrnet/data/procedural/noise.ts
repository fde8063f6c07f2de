import type { Random } from '../../random';

/** Side of a noise field in samples; fields repeat beyond it. A power of two. */
const SIZE = 256;

/** A repeating scalar field of mean 0 and standard deviation 1. */
export type Field = (x: number, y: number) => number;

/**
 * Fractal noise: octaves of smooth random grids. With `persistence` near 1 every octave has equal energy, which
 * is the 1/f amplitude spectrum of natural images; lower is smoother.
 */
export function fractalField(random: Random, persistence: number): Field {
  const samples = new Float32Array(SIZE * SIZE);
  let amplitude = 1;
  for (let cell = SIZE / 4; cell >= 1; cell /= 2) {
    addOctave(samples, random, cell, amplitude);
    amplitude *= persistence;
  }
  normalise(samples);
  const mask = SIZE - 1;
  return (x, y) => {
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const fx = x - x0;
    const fy = y - y0;
    const left = x0 & mask;
    const right = (x0 + 1) & mask;
    const top = (y0 & mask) * SIZE;
    const bottom = ((y0 + 1) & mask) * SIZE;
    const upper = samples[top + left]! * (1 - fx) + samples[top + right]! * fx;
    const lower = samples[bottom + left]! * (1 - fx) + samples[bottom + right]! * fx;
    return upper * (1 - fy) + lower * fy;
  };
}

/** Adds a random grid of one value each `cell` samples, interpolated smoothly and repeating at the borders. */
function addOctave(samples: Float32Array, random: Random, cell: number, amplitude: number): void {
  const n = SIZE / cell;
  const ease = Float32Array.from({ length: cell }, (_, i) => (i / cell) ** 2 * (3 - (2 * i) / cell));
  const rows = new Float32Array(n * SIZE);
  const grid = new Float32Array(n);
  for (let y = 0; y < n; y++) {
    for (let g = 0; g < n; g++) grid[g] = amplitude * (random.uniform() - 0.5);
    for (let g = 0, to = y * SIZE; g < n; g++) {
      const from = grid[g]!;
      const rise = grid[(g + 1) % n]! - from;
      for (let i = 0; i < cell; i++) rows[to++] = from + rise * ease[i]!;
    }
  }
  for (let y = 0; y < SIZE; y++) {
    const upper = Math.floor(y / cell) * SIZE;
    const lower = (upper + SIZE) % rows.length;
    const t = ease[y % cell]!;
    for (let x = 0, to = y * SIZE; x < SIZE; x++, to++) {
      samples[to] = samples[to]! + rows[upper + x]! + t * (rows[lower + x]! - rows[upper + x]!);
    }
  }
}

function normalise(samples: Float32Array): void {
  let sum = 0;
  let squares = 0;
  for (const value of samples) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / samples.length;
  const deviation = Math.sqrt(squares / samples.length - mean * mean);
  for (let i = 0; i < samples.length; i++) samples[i] = (samples[i]! - mean) / deviation;
}
