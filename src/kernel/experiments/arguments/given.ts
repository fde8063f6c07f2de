import { parseArgs } from 'node:util';
import type { ResultsArgument } from './types';

export const COMMANDS = ['ablation', 'compare', 'figures', 'restore', 'synthesise'] as const;
export type Command = (typeof COMMANDS)[number];

const DATA = ['data', 'limit', 'stride', 'gamma', 'gaps', 'scenes', 'held-out', 'size'];
const TRAINING = ['preset', 'recipe', 'steps', 'epochs', 'batch', 'patch', 'vgg19', 'seeds', 'validate'];
const TABLES = ['checkpoint-every', 'scales', 'protocol', 'lpips', 'figures', 'folder'];
const OPTIONS: Record<Command, readonly string[]> = {
  ablation: [...DATA, ...TRAINING, ...TABLES, 'variants', 'baselines'],
  compare: [...DATA, ...TRAINING, ...TABLES, 'methods'],
  figures: [...DATA, 'protocol', 'samples', 'out'],
  restore: ['out', 'memory'],
  synthesise: [...DATA, 'scales', 'out'],
};
const WITH_RESULTS: readonly Command[] = ['compare', 'figures'];

/** The options of one command as they were given. */
export interface Given {
  rest: string[];
  texts: Record<string, string | undefined>;
  results: ResultsArgument[];
  frames: boolean;
}

/** @throws Error for an option that the command does not have */
export function parse(command: Command, args: string[]): Given {
  const options = Object.fromEntries(OPTIONS[command].map((name) => [name, { type: 'string' as const }]));
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...options,
      ...(WITH_RESULTS.includes(command) && { results: { type: 'string' as const, multiple: true } }),
      ...(command === 'restore' && { frames: { type: 'boolean' as const } }),
    },
  });
  const { results = [], frames = false, ...texts } = values as Record<string, unknown>;
  return {
    rest: positionals,
    texts: texts as Given['texts'], // declared as texts above
    results: (results as string[]).map(resultsArgument),
    frames: frames === true,
  };
}

function resultsArgument(text: string): ResultsArgument {
  const [name, ...folder] = text.split('=');
  if (name && folder.join('=')) return { name, folder: folder.join('=') };
  throw new Error(`--results takes NAME=FOLDER, not '${text}'`);
}
