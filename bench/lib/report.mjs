// What every bench prints and writes: medians, ratios pair by pair (above 1 means ours is better), machine, versions.
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/**
 * One row from samples that were taken alternately. `ours` and `peer` are times (or sizes) of the same length, smaller
 * is better unless `higherIsBetter`; without a peer its fields are null.
 */
export function row(name, unit, ours, peer = null, peerName = null, { higherIsBetter = false } = {}) {
  const base = { case: name, unit, ours: median(ours), n: ours.length };
  if (!peer) return { ...base, peer: null, peerName: null, ratio: null, ratioMin: null, ratioMax: null };
  const ratios = ours.map((value, i) => (higherIsBetter ? value / peer[i] : peer[i] / value));
  return {
    ...base,
    peer: median(peer),
    peerName,
    ratio: median(ratios),
    ratioMin: Math.min(...ratios),
    ratioMax: Math.max(...ratios),
  };
}

/**
 * Prints the rows as a table and writes the JSON file named after `--json` on the command line. A row may have
 * `cpuRatio`, the ratio of processor times, and `difference`, how far the numbers that both computed are apart, relatively.
 */
export function report(bench, rows, versions = {}) {
  const number = (value) => (value === null ? '-' : value >= 100 ? value.toFixed(0) : value.toPrecision(3));
  const lines = [
    ['case', 'unit', 'ours', 'peer', 'peer is', 'ratio', 'range', 'n', 'cpu ratio', 'difference'],
    ...rows.map((r) => [
      r.case,
      r.unit,
      number(r.ours),
      number(r.peer),
      r.peerName ?? '-',
      number(r.ratio),
      r.ratio === null ? '-' : `${number(r.ratioMin)}-${number(r.ratioMax)}`,
      String(r.n),
      number(r.cpuRatio ?? null),
      r.difference?.toExponential(1) ?? '-',
    ]),
  ];
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  for (const line of lines)
    console.log(
      line
        .map((text, i) => text.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    );
  const at = process.argv.indexOf('--json');
  if (at < 0) return;
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const cpus = os.cpus();
  const machine = {
    cpu: cpus[0]?.model ?? 'unknown',
    cores: cpus.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    platform: `${os.platform()} ${os.release()}`,
  };
  const all = { node: process.version, 'bmdsrnet-notebooks': version, ...versions };
  writeFileSync(
    process.argv[at + 1],
    `${JSON.stringify({ bench, machine, versions: all, rows }, null, 2)}\n`,
  );
}
