import { parseArgs } from 'node:util';
import {
  type AblationOptions,
  BASELINES,
  type ComparisonOptions,
  type FolderDataOptions,
  METHODS,
  PRESETS,
  PROTOCOLS,
  type Preset,
  type ProceduralExperiment,
  type ProtocolName,
  RECIPES,
  type RecipeName,
  type Scale,
  VARIANTS,
  type Variant,
} from '../bmdsrnet';
import { SMALL_STEPS } from './usage';
import { listOf, oneOf, positive, whole, wholes } from './values';

/** What `--data` and what belongs to it say. */
export type DataArguments =
  | { procedural: ProceduralExperiment }
  | { folder: string; options: FolderDataOptions };

/** Images of another program: `--results NAME=FOLDER`. */
export interface ResultsArgument {
  name: string;
  folder: string;
}

/** Files that are read once the backend has started. */
interface FileArguments {
  vgg19?: string;
  lpips?: string;
}

export type Arguments =
  | { command: 'help' }
  | { command: 'ablation'; data: DataArguments; files: FileArguments; options: AblationOptions }
  | {
      command: 'compare';
      data: DataArguments;
      files: FileArguments;
      options: ComparisonOptions;
      results: ResultsArgument[];
    }
  | {
      command: 'figures';
      weights: string[];
      images: string[];
      data: DataArguments;
      options: { out?: string; samples?: number[]; protocol?: ProtocolName };
      results: ResultsArgument[];
    }
  | {
      command: 'restore';
      weights: string;
      inputs: string[];
      options: { out?: string; frames: boolean; maxBytes?: number };
    }
  | { command: 'synthesise'; data: DataArguments; scales: Scale[]; out: string };

const COMMANDS = ['ablation', 'compare', 'figures', 'restore', 'synthesise'] as const;
type Command = (typeof COMMANDS)[number];

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
interface Given {
  rest: string[];
  texts: Record<string, string | undefined>;
  results: ResultsArgument[];
  frames: boolean;
}

/** @throws Error that says which argument is wrong */
export function readArguments([command, ...args]: string[]): Arguments {
  if (command === undefined || ['help', '--help', '-h'].includes(command) || args.includes('--help'))
    return { command: 'help' };
  const known = COMMANDS.find((one) => one === command);
  if (!known) throw new Error(`there is no experiment '${command}': name ${COMMANDS.join(', ')} first`);
  const given = parse(known, args);
  if (known === 'restore') return restoreArguments(given);
  if (known === 'figures') return figureArguments(given);
  if (given.rest.length > 0) throw new Error(`'${given.rest[0]}' is too much`);
  if (known === 'synthesise') return synthesiseArguments(given);
  const { texts, results } = given;
  const { data, options, files } = experimentArguments(texts);
  if (known === 'compare') {
    const { methods } = texts;
    const rows = methods === undefined ? {} : { methods: listOf('methods', methods, METHODS) };
    return { command: known, data, files, results, options: { ...options, ...rows } };
  }
  const { variants, baselines } = texts;
  return {
    command: known,
    data,
    files,
    options: {
      ...options,
      ...(variants !== undefined && {
        variants: listOf('variants', variants, Object.keys(VARIANTS) as Variant[]),
      }),
      ...(baselines !== undefined && {
        baselines: baselines === 'none' ? [] : listOf('baselines', baselines, BASELINES),
      }),
    },
  };
}

function parse(command: Command, args: string[]): Given {
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

function experimentArguments(texts: Given['texts']): {
  data: DataArguments;
  files: FileArguments;
  options: AblationOptions & ComparisonOptions;
} {
  const number = (name: string, least = 1): number | undefined =>
    texts[name] === undefined ? undefined : whole(name, texts[name], least);
  const preset = oneOf('preset', texts.preset ?? 'tiny', Object.keys(PRESETS) as Preset[]);
  const recipe =
    texts.recipe === undefined
      ? undefined
      : oneOf('recipe', texts.recipe, Object.keys(RECIPES) as RecipeName[]);
  const paper = recipe === 'paper' || (recipe === undefined && preset === 'paper-table');
  const epochs = texts.epochs === undefined ? undefined : positive('epochs', texts.epochs);
  const { steps: said = epochs === undefined && !paper ? 'small' : undefined } = texts;
  const steps = said === undefined ? undefined : said === 'small' ? SMALL_STEPS : whole('steps', said);
  const lrPatch = number('patch');
  const every = number('validate');
  const options = {
    ...{ preset, recipe, steps, epochs, lrPatch, batch: number('batch') },
    ...{ validate: every === undefined ? undefined : { every }, checkpointEvery: number('checkpoint-every') },
    ...{ seeds: texts.seeds === undefined ? undefined : wholes('seeds', texts.seeds) },
    ...{ scales: scalesOf(texts.scales), protocol: protocolOf(texts.protocol) },
    ...{ figures: number('figures', 0), folder: texts.folder },
  };
  const files = present({ vgg19: texts.vgg19, lpips: texts.lpips });
  return { data: dataArguments(texts, lrPatch ?? (paper ? 128 : 32)), files, options: present(options) };
}

/** @param patch side of the LR patches: procedural images are at least as large */
function dataArguments(texts: Given['texts'], patch = 0): DataArguments {
  const { data: folder = 'procedural', limit, stride, gamma, gaps } = texts;
  const ofFrames = {
    limit: limit === undefined ? undefined : whole('limit', limit),
    stride: stride === undefined ? undefined : whole('stride', stride),
    gamma: gamma === undefined ? undefined : positive('gamma', gamma),
    gaps: gaps === undefined ? undefined : oneOf('gaps', gaps, ['refuse', 'split', 'ignore'] as const),
  };
  const drawn = {
    scenes: whole('scenes', texts.scenes ?? '48'),
    heldOut: whole('held-out', texts['held-out'] ?? '24'),
    lrSize: whole('size', texts.size ?? String(Math.max(96, patch))),
  };
  const without = (names: readonly string[], of: string): void => {
    const given = names.find((name) => texts[name] !== undefined);
    if (given) throw new Error(`--${given} is for ${of}`);
  };
  if (folder === 'procedural') {
    without(['limit', 'stride', 'gamma', 'gaps'], 'data in a folder: give --data FOLDER');
    return { procedural: drawn };
  }
  without(['scenes', 'held-out', 'size'], '--data procedural');
  return { folder, options: present(ofFrames) };
}

function figureArguments({ rest, texts, results }: Given): Arguments {
  const weights = rest.filter((file) => file.endsWith('.safetensors'));
  if (weights.length === 0) throw new Error('figures needs files of weights (.safetensors)');
  const images = rest.filter((file) => !file.endsWith('.safetensors'));
  if (images.length > 0 && (texts.data !== undefined || results.length > 0))
    throw new Error('figures draws photographs or a test set: leave out the images, or --data and --results');
  const samples = texts.samples === undefined ? undefined : wholes('samples', texts.samples, 0);
  const options = present({ out: texts.out, samples, protocol: protocolOf(texts.protocol) });
  return { command: 'figures', weights, images, data: dataArguments(texts), options, results };
}

function restoreArguments({ rest, texts, frames }: Given): Arguments {
  const [weights, ...inputs] = rest;
  if (!weights || inputs.length === 0)
    throw new Error('restore needs a file of weights, then images or folders');
  const { memory } = texts;
  const maxBytes = memory === undefined ? undefined : positive('memory', memory) * 2 ** 30;
  return {
    command: 'restore',
    weights,
    inputs,
    options: { frames, ...present({ out: texts.out, maxBytes }) },
  };
}

function synthesiseArguments({ texts }: Given): Arguments {
  const data = dataArguments(texts);
  if ('procedural' in data)
    throw new Error('synthesise needs --data FOLDER: procedural scenes are drawn anew');
  return {
    command: 'synthesise',
    data,
    scales: scalesOf(texts.scales) ?? [2, 3, 4],
    out: texts.out ?? 'synthesised',
  };
}

const scalesOf = (text: string | undefined): Scale[] | undefined =>
  text === undefined
    ? undefined
    : listOf('scales', text, ['2', '3', '4']).map((scale) => Number(scale) as Scale);

const protocolOf = (text: string | undefined): ProtocolName | undefined =>
  text === undefined ? undefined : oneOf('protocol', text, Object.keys(PROTOCOLS) as ProtocolName[]);

/** Without what was not given. */
function present<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
