import {
  ablation,
  comparison,
  createBicubic,
  type ExperimentOptions,
  type ExperimentProgress,
  loadLPIPS,
  loadVGG19,
  openNetwork,
  photographFigures,
  type RestorationNetwork,
  type ResultTable,
  restoreFiles,
  resultFigures,
  synthesiseSets,
  toMarkdown,
} from '../bmdsrnet';
import type { Arguments } from './arguments';
import { dataOf, importedRows } from './data';
import { describeStep, type ProgressLine } from './progressLine';

type Of<Command> = Extract<Arguments, { command: Command }>;

/** Runs what was asked for and prints what came of it. */
export async function runCommand(
  args: Exclude<Arguments, { command: 'help' }>,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  switch (args.command) {
    case 'restore':
      return runRestore(args, line, signal);
    case 'figures':
      return runFigures(args, line, signal);
    case 'synthesise':
      return runSynthesise(args, line, signal);
    default:
      return runExperiment(args, line, signal);
  }
}

async function runExperiment(
  args: Of<'ablation'> | Of<'compare'>,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  const { recipe, preset } = args.options;
  const shared: ExperimentOptions = {
    data: dataOf(args.data),
    signal,
    onProgress: ({ scale, method, done, total, step, images }: ExperimentProgress) =>
      line.show(
        `${done + 1}/${total}  x${scale} ${method}`,
        step ? describeStep(step) : images && `measured ${images.done} of ${images.total}`,
      ),
    onWarning: (warning) => line.say(`Warning: ${warning}`),
    onNote: (note) => line.say(`Note: ${note}`),
  };
  const { vgg19, lpips } = args.files;
  if (vgg19) {
    const paper = recipe === 'paper' || (recipe === undefined && preset === 'paper-table');
    shared.perceptual = (await loadVGG19(vgg19)).perceptual(paper ? 1 : 0.01);
  }
  if (lpips) shared.lpips = await loadLPIPS(lpips);
  const { folder, tables, figures } =
    args.command === 'ablation'
      ? await ablation({ ...args.options, ...shared }).then((found) => ({
          ...found,
          tables: [found.table, ...found.tables],
        }))
      : await comparison({
          ...args.options,
          ...shared,
          others: (scale) => importedRows(args.results, scale, args.options.scales ?? [2, 3, 4]),
        });
  line.end();
  // The paper's own table comes last, where it is seen.
  for (const table of [...tables.slice(1), ...tables.slice(0, 1)]) print(table);
  console.log(
    `\nTables, per-image values (x<scale>-images.csv), ${figures.length} figures and runs are in ${folder}.`,
  );
}

async function runFigures(
  { weights, images, data, options, results }: Of<'figures'>,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  const networks = await openAll(weights);
  const onProgress = (done: number, total: number) => line.show('figures', `${done}/${total}`);
  const { out, ...ofSet } = options;
  const common = { signal, onProgress, ...(out !== undefined && { out }) };
  let files: string[];
  if (images.length > 0) files = await photographFigures(networks, images, common);
  else {
    const { scale } = networks[0]!.network;
    const { test } = await dataOf(data)(scale, signal);
    const others = importedRows(results, scale, [scale]);
    const methods = [{ name: 'bicubic', network: createBicubic(scale) }, ...networks, ...others];
    files = await resultFigures(methods, test, { ...ofSet, ...common });
  }
  line.end();
  for (const file of files) console.log(file);
}

/** Networks by what they are called; the file tells apart those of one name. */
async function openAll(weights: readonly string[]): Promise<{ name: string; network: RestorationNetwork }[]> {
  const networks: RestorationNetwork[] = [];
  for (const file of weights) networks.push(await openNetwork(file));
  return networks.map((network, i) => {
    const isAlone = networks.filter(({ name }) => name === network.name).length === 1;
    return { network, name: isAlone ? network.name : `${network.name} (${weights[i]})` };
  });
}

async function runRestore(
  { weights, inputs, options }: Of<'restore'>,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  const network = await openNetwork(weights);
  console.log(network.name);
  const restored = await restoreFiles(network, inputs, {
    ...options,
    signal,
    onProgress: ({ file, done, total, tile, tiles }) =>
      line.show(`${done + 1}/${total}  ${file}`, tiles > 1 ? `tile ${tile} of ${tiles}` : undefined),
  });
  line.end();
  for (const { written, seconds, megapixelsPerSecond, tiles } of restored)
    console.log(
      `${written[0]}  ${seconds.toFixed(1)} s, ${megapixelsPerSecond.toFixed(2)} megapixels a second, ` +
        `${tiles === 1 ? 'whole' : `${tiles} tiles`}`,
    );
  console.log(`Sizes, times and tiles are in ${options.out ?? 'restored'}/restored.csv, .md and .tex.`);
}

async function runSynthesise(
  { data, scales, out }: Of<'synthesise'>,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  const written = await synthesiseSets(dataOf(data), out, {
    scales,
    signal,
    onProgress: ({ scale, part, done, total }) => line.show(`x${scale} ${part}`, `${done} of ${total}`),
  });
  line.end();
  for (const { description } of written) console.log(description);
  console.log(`The samples are in ${out}: give it as --data.`);
}

function print(table: ResultTable): void {
  console.log(`\n${toMarkdown(table)}`);
}
