// The experiments of the paper as commands: `npm run experiment -- ablation|compare|figures|restore|synthesise`.
import { describeCompute, startCompute } from '../compute';
import { readArguments } from './arguments';
import { runCommand } from './commands';
import { ProgressLine } from './progressLine';
import { USAGE } from './usage';

const stopped = new AbortController();
const line = new ProgressLine(process.stdout);

async function main(): Promise<number> {
  let args: ReturnType<typeof readArguments>;
  try {
    args = readArguments(process.argv.slice(2));
  } catch (error) {
    console.error(
      `${(error as Error).message}\n\n\`npm run experiment -- --help\` lists all commands and options.`,
    );
    return 2;
  }
  if (args.command === 'help') {
    console.log(USAGE);
    return 0;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  console.log(describeCompute(await startCompute()));
  await runCommand(args, line, stopped.signal);
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
