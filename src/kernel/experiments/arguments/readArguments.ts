import { BASELINES, METHODS, VARIANTS, type Variant } from '../../bmdsrnet';
import { dataArguments } from './dataArguments';
import { experimentArguments } from './experimentArguments';
import { COMMANDS, type Given, parse } from './given';
import type { Arguments } from './types';
import { listOf, positive, present, protocolOf, scalesOf, wholes } from './values';

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
