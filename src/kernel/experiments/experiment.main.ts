// The experiments of the paper as commands: `npm run experiment -- ablation|compare|restore`.
import {
  ablation,
  comparison,
  goproData,
  openNetwork,
  proceduralData,
  type ResultTable,
  restoreFiles,
  toMarkdown,
} from '../bmdsrnet';
import { describeCompute, startCompute } from '../compute';
import { type ExperimentArguments, type RestoreArguments, readArguments, USAGE } from './arguments';
import { ProgressLine } from './progressLine';

const stopped = new AbortController();
const line = new ProgressLine(process.stdout);

async function experiment(args: ExperimentArguments): Promise<void> {
  const { command, data, procedural, seeds, methods, ...rest } = args;
  const options = {
    ...rest,
    data: data === 'procedural' ? proceduralData(procedural) : goproData(data.folder),
    signal: stopped.signal,
  };
  let tables: ResultTable[];
  let folder: string;
  if (command === 'ablation') {
    const result = await ablation({
      ...options,
      seeds,
      onProgress: ({ scale, variant, seed, done, total, step }) =>
        line.show(`${done + 1}/${total}  x${scale} ${variant}, seed ${seed}`, step),
    });
    ({ folder } = result);
    tables = [result.table];
  } else {
    const result = await comparison({
      ...options,
      methods,
      seed: seeds[0]!,
      onProgress: ({ scale, method, step }) => line.show(`x${scale} ${method}`, step),
    });
    ({ folder, tables } = result);
  }
  line.end();
  for (const table of tables) console.log(`\n${toMarkdown(table)}`);
  console.log(`\nTables, per-image values and runs are in ${folder}.`);
}

async function restoring({ weights, inputs, out, frames }: RestoreArguments): Promise<void> {
  const network = await openNetwork(weights);
  console.log(network.name);
  const restored = await restoreFiles(network, inputs, {
    frames,
    signal: stopped.signal,
    ...(out && { out }),
    onProgress: ({ file, done, total, tile, tiles }) =>
      line.show(`${done + 1}/${total}  ${file}${tiles > 1 ? `, tile ${tile} of ${tiles}` : ''}`),
  });
  line.end();
  for (const { written, seconds, megapixelsPerSecond } of restored)
    console.log(
      `${written[0]}  ${seconds.toFixed(1)} s, ${megapixelsPerSecond.toFixed(2)} megapixels a second`,
    );
}

async function main(): Promise<number> {
  let args: ReturnType<typeof readArguments>;
  try {
    args = readArguments(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  console.log(describeCompute(await startCompute()));
  await (args.command === 'restore' ? restoring(args) : experiment(args));
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    line.end();
    console.error(error instanceof Error ? error.message : error);
    process.exit(stopped.signal.aborted ? 130 : 1);
  },
);
