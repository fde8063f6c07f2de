import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  type ExperimentData,
  folderData,
  type ImportedMethod,
  proceduralData,
  type Scale,
} from '../bmdsrnet';
import type { DataArguments, ResultsArgument } from './arguments';

export function dataOf(args: DataArguments): ExperimentData {
  return 'procedural' in args ? proceduralData(args.procedural) : folderData(args.folder, args.options);
}

/**
 * The rows of `--results` at one scale.
 * @throws Error where one folder would serve several scales
 */
export function importedRows(
  results: readonly ResultsArgument[],
  scale: Scale,
  scales: readonly Scale[],
): ImportedMethod[] {
  return results.map(({ name, folder }) => {
    const own = path.join(folder, `x${scale}`);
    if (existsSync(own)) return { name, results: own };
    if (scales.length === 1) return { name, results: folder };
    throw new Error(
      `--results ${name}=${folder}: it holds no folder x${scale}. Put the images of each scale into one, or give --scales ${scale} alone.`,
    );
  });
}
