import path from 'node:path';
import { writeWhole } from '../../data/writeWhole';
import { comparisonFigure, type MethodComparison, sequenceFigure } from '../../evaluation';

/**
 * Draws the samples that a comparison kept: each as a figure like Figs. 7 to 10, `x4-sample3.png`, and its seven frames
 * where they were recovered, `x4-sample3-frames.png`. Of several trainings the first is drawn.
 * @returns paths of the files
 */
export async function drawFigures(comparison: MethodComparison, folder: string): Promise<string[]> {
  const shown = firstTrainings(comparison);
  const files: string[] = [];
  const write = async (name: string, png: Uint8Array): Promise<void> => {
    files.push(path.join(folder, name));
    await writeWhole(files.at(-1)!, png);
  };
  for (const { index, outputs } of shown.pictures) {
    const name = `x${shown.scale}-sample${index}`;
    await write(`${name}.png`, await comparisonFigure(shown, { samples: [index] }));
    if (outputs.some(({ frames }) => frames.length > 0))
      await write(`${name}-frames.png`, await sequenceFigure(shown, { sample: index }));
  }
  return files;
}

function firstTrainings(comparison: MethodComparison): MethodComparison {
  const known = new Set<string>();
  const methods = comparison.methods.filter(({ name, replicateOf = name }) => {
    const isFirst = !known.has(replicateOf);
    known.add(replicateOf);
    return isFirst;
  });
  const names = new Set(methods.map(({ name }) => name));
  const pictures = comparison.pictures.map((kept) => ({
    ...kept,
    outputs: kept.outputs.filter(({ name }) => names.has(name)),
  }));
  return { ...comparison, methods, pictures };
}

/** So many indexes of a set, evenly over it. */
export function evenly(count: number, length: number): number[] {
  const many = Math.min(count, length);
  return Array.from({ length: many }, (_, k) => Math.floor(((k + 0.5) * length) / many));
}
