import { parseArgs } from 'node:util';
import {
  METHODS,
  type MethodName,
  PRESETS,
  type Preset,
  RECIPES,
  type RecipeName,
  type Scale,
} from '../bmdsrnet';

export const USAGE = `usage: npm run experiment -- ablation | compare [options]
       npm run experiment -- restore WEIGHTS.safetensors IMAGE|FOLDER ... [--out FOLDER] [--frames]

ablation  Table 4: four variants by three scales         compare  Tables 5 and 6: BMDSRNet beside baselines
  --data procedural|FOLDER   drawn scenes, or the folder of GOPRO_Large_all
  --preset NAME              ${Object.keys(PRESETS).join(', ')} (default tiny)
  --steps small|NUMBER       of each training; small is 60
  --scales 2,3,4             --seeds 1,2,3 (ablation)        --methods ${METHODS.join(',')} (compare)
  --recipe NAME              ${Object.keys(RECIPES).join(', ')} (default practical)
  --batch 4   --patch 32     samples in a batch, side of the LR patch
  --scenes 48 --held-out 24 --size 96                        procedural: training scenes, test scenes, side of LR images
  --folder FOLDER            where to write; named again, it goes on where it was stopped
restore   any images, at any size; the network is named in the file of weights`;

export interface ExperimentArguments {
  command: 'ablation' | 'compare';
  data: 'procedural' | { folder: string };
  procedural: { scenes: number; heldOut: number; lrSize: number };
  preset: Preset;
  steps: number;
  scales: Scale[];
  seeds: number[];
  methods: MethodName[];
  recipe: RecipeName;
  batch: number;
  lrPatch: number;
  folder?: string;
}

export interface RestoreArguments {
  command: 'restore';
  weights: string;
  inputs: string[];
  out?: string;
  frames: boolean;
}

const SMALL_STEPS = 60;

/** @throws Error that says which argument is wrong */
export function readArguments(args: string[]): ExperimentArguments | RestoreArguments {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...{ data: text, preset: text, steps: text, scales: text, seeds: text, methods: text, recipe: text },
      ...{ batch: text, patch: text, scenes: text, 'held-out': text, size: text, folder: text, out: text },
      frames: { type: 'boolean' },
    },
  });
  const [command, ...rest] = positionals;
  if (command === 'restore') {
    const [weights, ...inputs] = rest;
    if (!weights || inputs.length === 0)
      throw new Error('restore needs a file of weights, then images or folders');
    return {
      command,
      weights,
      inputs,
      frames: values.frames ?? false,
      ...(values.out && { out: values.out }),
    };
  }
  if (command !== 'ablation' && command !== 'compare')
    throw new Error(command ? `there is no experiment '${command}'` : 'name an experiment');
  if (rest.length > 0) throw new Error(`'${rest[0]}' is too much`);
  const whole = (name: string, value: string): number => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1)
      throw new Error(`--${name} must be a whole number from 1, not '${value}'`);
    return number;
  };
  const list = <T extends string>(name: string, value: string, known: readonly T[]): T[] =>
    value.split(',').map((item) => {
      const found = known.find((one) => one === item.trim());
      if (found === undefined) throw new Error(`--${name} takes ${known.join(', ')}, not '${item}'`);
      return found;
    });
  const one = <T extends string>(name: string, value: string, known: readonly T[]): T =>
    list(name, value, known)[0]!;
  const { data = 'procedural', steps = 'small' } = values;
  return {
    command,
    data: data === 'procedural' ? data : { folder: data },
    procedural: {
      scenes: whole('scenes', values.scenes ?? '48'),
      heldOut: whole('held-out', values['held-out'] ?? '24'),
      lrSize: whole('size', values.size ?? '96'),
    },
    preset: one('preset', values.preset ?? 'tiny', Object.keys(PRESETS) as Preset[]),
    steps: steps === 'small' ? SMALL_STEPS : whole('steps', steps),
    scales: list('scales', values.scales ?? '2,3,4', ['2', '3', '4']).map((scale) => Number(scale) as Scale),
    seeds: (values.seeds ?? '1').split(',').map((seed) => whole('seeds', seed)),
    methods: list('methods', values.methods ?? METHODS.join(','), METHODS),
    recipe: one('recipe', values.recipe ?? 'practical', Object.keys(RECIPES) as RecipeName[]),
    batch: whole('batch', values.batch ?? '4'),
    lrPatch: whole('patch', values.patch ?? '32'),
    ...(values.folder && { folder: values.folder }),
  };
}
