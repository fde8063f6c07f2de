import path from 'node:path';
import { readImage } from '../data';
import { describeProtocol, measure, type Protocol, type Quality, standardProtocol } from '../metrics';
import { imageFiles } from './methods/importedImages';
import { meanQuality } from './numbers';

/** Of `evaluateFolder`. */
export interface EvaluateFolderOptions {
  /** What its row is called. Default the name of the folder of results. */
  name?: string;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** Images of another program against their ground truth; plain data. */
export interface FolderEvaluation {
  name: string;
  measuredOn: string;
  protocol: Protocol;
  protocolText: string;
  /** `file` is the path in the folder without its ending. */
  images: (Quality & { file: string })[];
  /** Mean of the per-image values. */
  mean: Quality;
}

/**
 * Measures a folder of result images against a folder of ground truth with the same names (endings may differ).
 * Sub-folders count as part of the name.
 * @throws Error that lists the names without a partner, or names the image whose size differs
 */
export async function evaluateFolder(
  results: string,
  truth: string,
  protocol: Protocol = standardProtocol,
  { name = path.basename(path.resolve(results)), signal, onProgress }: EvaluateFolderOptions = {},
): Promise<FolderEvaluation> {
  const [ours, theirs] = [byName(await imageFiles(results)), byName(await imageFiles(truth))];
  requireSameNames(ours, theirs, results, truth);
  const images: FolderEvaluation['images'] = [];
  for (const [file, found] of ours) {
    signal?.throwIfAborted();
    const image = await readImage(path.join(results, found));
    const reference = await readImage(path.join(truth, theirs.get(file)!));
    if (image.width !== reference.width || image.height !== reference.height) {
      throw new RangeError(
        `${file} has ${image.width}x${image.height} pixels in ${results} but ${reference.width}x${reference.height} in ${truth}: results must have the size of the ground truth`,
      );
    }
    images.push({ file, ...measure(image, reference, protocol) });
    onProgress?.(images.length, ours.size);
  }
  return {
    name,
    measuredOn: `${images.length} images of ${path.basename(path.resolve(truth))}`,
    protocol,
    protocolText: describeProtocol(protocol),
    images,
    mean: meanQuality(images),
  };
}

function byName(files: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const file of files) {
    const name = file.slice(0, -path.extname(file).length);
    const before = names.get(name);
    if (before !== undefined)
      throw new Error(`${before} and ${file} have one name: keep only one of them in the folder`);
    names.set(name, file);
  }
  return names;
}

function requireSameNames(
  ours: ReadonlyMap<string, string>,
  theirs: ReadonlyMap<string, string>,
  results: string,
  truth: string,
): void {
  const missing = [...theirs.keys()].filter((name) => !ours.has(name));
  const extra = [...ours.keys()].filter((name) => !theirs.has(name));
  if (missing.length + extra.length === 0) return;
  const few = (names: string[]): string =>
    names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  const parts = [
    missing.length > 0 && `${results} has no result for ${few(missing)}`,
    extra.length > 0 && `${truth} has no ground truth for ${few(extra)}`,
  ].filter((part) => part !== false);
  throw new Error(`the names in the two folders differ: ${parts.join('; ')}`);
}
