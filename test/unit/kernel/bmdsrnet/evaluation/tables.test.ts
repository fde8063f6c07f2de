import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type AblationResult,
  ablationTable,
  displayTable,
  PUBLISHED_TABLE_4,
  PUBLISHED_TABLE_5,
  PUBLISHED_TABLE_6,
  type ResultTable,
  table5,
  table6,
  toCsv,
  toLatex,
  toMarkdown,
  writeTable,
} from '../../../../../src/kernel/bmdsrnet/evaluation';
import type { MethodComparison } from '../../../../../src/kernel/bmdsrnet/evaluation/methods';
import { describeProtocol, paperProtocol } from '../../../../../src/kernel/bmdsrnet/metrics';

const awkward: ResultTable = {
  title: 'A & B_1: 50 % of "all"',
  rowLabel: 'Method',
  protocol: 'PSNR on RGB, 6 px border cut',
  columns: [{ label: 'PSNR', unit: 'dB', better: 'higher' }, { label: 'Note' }],
  rows: [
    {
      label: 'a|b*c_d',
      group: '1',
      cells: [{ value: 28.784, spread: 0.1, among: 'x' }, 'one, "two"\nthree'],
    },
    { label: '$x^2$ {}', group: '1', cells: [{ value: 28.7811, among: 'x' }, '<tag> \\ ~'] },
    { label: 'other data', group: '2', cells: [{ value: 99, among: 'y' }, null] },
    { label: 'equal', group: '2', cells: [{ value: Number.POSITIVE_INFINITY, among: 'z' }, null] },
  ],
  notes: [],
};

/** RFC 4180, written independently of the code under test. */
function parseCsv(text: string): string[][] {
  const cells = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n)/g)];
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of cells) {
    lines.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end === '\r\n') lines.push([]);
  }
  return lines.slice(0, -1);
}

describe('a table', () => {
  it('keeps every cell and full precision in CSV, with the protocol in each row', () => {
    expect(parseCsv(toCsv(awkward))).toEqual([
      ['Method', 'PSNR (dB)', 'PSNR (dB) spread', 'Note', 'Protocol'],
      ['a|b*c_d', '28.784', '0.1', 'one, "two"\nthree', awkward.protocol],
      ['$x^2$ {}', '28.7811', '', '<tag> \\ ~', awkward.protocol],
      ['other data', '99', '', '', awkward.protocol],
      ['equal', 'inf', '', '', awkward.protocol],
    ]);
  });

  it('is escaped in Markdown, with the best of what was measured alike in bold', () => {
    const lines = toMarkdown(awkward).split('\n');
    expect(lines.slice(2, 8)).toEqual([
      '| Method | PSNR (dB) | Note |',
      '| :--- | ---: | :--- |',
      '| a\\|b\\*c\\_d | 28.78 ± 0.10 | one, "two" three |',
      '| $x^2$ {} | 28.78 | \\<tag\\> \\\\ \\~ |',
      '| other data | 99.00 | - |',
      '| equal | ∞ | - |',
    ]);
    const [a, b] = awkward.rows as [ResultTable['rows'][0], ResultTable['rows'][0]];
    const better = { ...awkward, rows: [a, { ...b, cells: [{ value: 28.9, among: 'x' }, null] }] };
    expect(toMarkdown(better)).toContain('| **28.90** |');
    expect(displayTable(better).rows[1]!.values[0]).toBe('28.90 ★');
  });

  it('is escaped in LaTeX', () => {
    const latex = toLatex(awkward);
    expect(latex).toContain('\\caption{A \\& B\\_1: 50 \\% of "all".');
    expect(latex).toContain('a\\textbar{}b*c\\_d & 28.78 $\\pm$ 0.10 & one, "two" three \\\\');
    expect(latex).toContain('\\$x\\textasciicircum{}2\\$ \\{\\}');
    expect(latex).toContain('\\textless{}tag\\textgreater{} \\textbackslash{} \\textasciitilde{}');
    expect(latex).toContain('equal & $\\infty$ & -- \\\\');
    expect(latex.match(/\\midrule/g)).toHaveLength(2);
  });
});

function comparison(scale: 2 | 3 | 4, psnr = 24): MethodComparison {
  const protocol = paperProtocol(scale);
  return {
    scale,
    measuredOn: 'drawn scenes',
    protocol,
    protocolText: describeProtocol(protocol),
    lpipsText: null,
    reference: 'bicubic',
    lowResolution: { width: 320, height: 180 },
    methods: ['bicubic', 'BMDSRNet'].map((name, m) => ({
      name,
      parameters: m * 2_901_646,
      multiplyAdds: null,
      secondsPerImage: 0.5,
      images: [],
      mean: { psnr: psnr + m, ssim: 0.7 },
      further: [],
      lpips: null,
      sequence: null,
      advantage: null,
    })),
    pictures: [],
  };
}

describe('the tables of the paper', () => {
  it('holds the numbers of the text: gains of BMDSRNet over the best other and over SRNet', () => {
    const best = (scale: 2 | 3 | 4) =>
      PUBLISHED_TABLE_5.rows.map(({ qualities }) => qualities[scale]?.psnr ?? 0).toSorted((a, b) => b - a);
    expect(([2, 3, 4] as const).map((scale) => best(scale).slice(0, 2))).toEqual([
      [31.62, 30.94],
      [30.44, 29.54],
      [28.78, 28.18],
    ]);
    // The last row of Table 4 is that of Table 5.
    for (const { scale, psnr, ssim } of PUBLISHED_TABLE_4.rows.filter((row) => row.variant === 'F+C+B'))
      expect(PUBLISHED_TABLE_5.rows.at(-1)!.qualities[scale]).toEqual({ psnr, ssim });
    expect(PUBLISHED_TABLE_6.rows.at(-1)).toMatchObject({
      method: 'BMDSRNet',
      parameters: 2.9,
      seconds: 0.11,
    });
  });

  it('Table 4 shows the mean and spread of the seeds beside the paper, and whether the order came back', () => {
    const variants = ['SRNet', 'C', 'F+C', 'F+C+B'] as const;
    const results = variants.map(
      (variant, v): AblationResult => ({
        scale: 4,
        method: variant,
        qualities: [0, 1, 2].map((seed) => ({ psnr: 25 + v / 10 + seed, ssim: 0.8 + v / 100 })),
        measuredOn: 'drawn scenes',
        protocolText: 'RGB',
      }),
    );
    const bicubic = { ...results[0]!, method: 'bicubic', qualities: [{ psnr: 24, ssim: 0.7 }] };
    const table = ablationTable([...results.toReversed(), bicubic], 'small');
    expect(table.rows.map(({ label }) => label)).toEqual([
      'bicubic',
      'SRNet',
      'BMDSRNet(C)',
      'BMDSRNet(F+C)',
      'BMDSRNet(F+C+B)',
    ]);
    expect(toMarkdown(table)).toContain(
      '| BMDSRNet(F+C+B) | ×4 | **28.78** | **0.9132** | **26.30 ± 1.00** | **0.8300 ± 0.0000** | 3 | drawn scenes |',
    );
    expect(table.notes.at(-1)).toMatch(/×4: the paper's order .* is found/);
    expect(table.notes.join()).not.toMatch(/not evidence/);
    const single = results.map((result, v) => ({ ...result, qualities: [{ psnr: 25 - v, ssim: 0.8 }] }));
    expect(ablationTable(single).notes.join()).toMatch(/One seed.*not evidence.*is not found/);
    expect(table.columns[3]!.label).toBe('PSNR, ours (small)');
    // Each scale has a protocol of its own, but only one.
    const x2 = { ...bicubic, scale: 2 as const, protocolText: 'RGB, 3 px' };
    expect(ablationTable([...results, x2]).protocol).toBe('×2 RGB, 3 px; ×4 RGB');
    expect(() => ablationTable([...results, { ...x2, scale: 4 }])).toThrow(
      /one protocol in a table; x4 has RGB/,
    );
  });

  it('Tables 5 and 6 add our rows by data set, never ranked with the paper’s', () => {
    const five = table5([comparison(4), comparison(2, 30)]);
    const ours = five.rows.slice(-2);
    expect(ours.map(({ label, cells }) => [label, cells[2], cells.at(-1)])).toEqual([
      ['bicubic', null, 'drawn scenes'],
      ['BMDSRNet', null, 'drawn scenes'],
    ]);
    expect(toMarkdown(five)).toContain('| BMDSRNet | **31.62** |');
    expect(toMarkdown(five)).toContain('| BMDSRNet | **31.00** | 0.7000 | - | - | **25.00** |');
    expect(five.protocol).toMatch(/×4 PSNR on RGB, 6 px border cut.*×2 PSNR on RGB, 3 px border cut/);
    const six = toMarkdown(table6(comparison(4)));
    expect(six).toContain('| BMDSRNet | **28.15** | **0.904** | 2.90 | 0.11 | LR-GOPRO (paper) |');
    expect(six).toContain('| BMDSRNet | **25.00** | 0.700 | 2.90 | 0.50 | drawn scenes |');
    expect(() => table6(comparison(2))).toThrow(/scale 4.*x2/);
    const seeds = comparison(4);
    const [bicubic, ours1] = seeds.methods;
    const [first, second] = [24, 26].map((psnr, i) => ({
      ...ours1!,
      ...{ name: `BMDSRNet, seed ${i + 1}`, replicateOf: 'BMDSRNet', mean: { psnr, ssim: 0.7 } },
    }));
    const several = { ...seeds, methods: [bicubic!, first!, second!] };
    expect(toMarkdown(table5([several]))).toContain('| BMDSRNet | - | - | - | - | **25.00 ± 1.41** |');
    expect(toMarkdown(table6(several))).toContain('| BMDSRNet | **25.00 ± 1.41** | 0.700 ± 0.000 | 2.90 |');
  });

  it('writes the three files', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'bmdsrnet-tables-'));
    try {
      const files = await writeTable(path.join(folder, 'deep', 'table-5'), table5([]));
      expect(files.map((file) => path.basename(file))).toEqual(['table-5.csv', 'table-5.md', 'table-5.tex']);
      expect(await readFile(files[1]!, 'utf8')).toContain('arXiv 2105.13077, Table 5');
      // Nothing is left of writing, also where a table can't be put in its place.
      await mkdir(path.join(folder, 'deep', 'taken.md'));
      await expect(writeTable(path.join(folder, 'deep', 'taken'), table5([]))).rejects.toThrow(
        /could not be written.*another place/,
      );
      expect(await readdir(path.join(folder, 'deep'))).toEqual([
        'table-5.csv',
        'table-5.md',
        'table-5.tex',
        'taken.csv',
        'taken.md',
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
