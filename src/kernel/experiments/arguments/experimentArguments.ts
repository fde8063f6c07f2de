import {
  type AblationOptions,
  type ComparisonOptions,
  PRESETS,
  type Preset,
  RECIPES,
  type RecipeName,
} from '../../bmdsrnet';
import { SMALL_STEPS } from '../usage';
import { dataArguments } from './dataArguments';
import type { Given } from './given';
import type { DataArguments, FileArguments } from './types';
import { oneOf, positive, present, protocolOf, scalesOf, whole, wholes } from './values';

/** What `ablation` and `compare` have in common. */
export function experimentArguments(texts: Given['texts']): {
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
