import type { Size } from '../ui/viewport';

export const GAP = 10;
const NARROWEST = 210; // CSS pixels of a pane

/** Columns of the grid: as many as fit, with rows as even as possible (four images stand 2 by 2, not 3 and 1). */
export function columnsFor(count: number, width: number): number {
  const fitting = Math.max(1, Math.min(count, Math.floor((width + GAP) / (NARROWEST + GAP))));
  return Math.ceil(count / Math.ceil(count / fitting));
}

/** The scene all images show: the reference's pixels, or the largest image's. */
export function sceneOf(images: readonly Size[], reference: number | undefined): Size {
  const largest = images.reduce((best, one) =>
    one.width * one.height > best.width * best.height ? one : best,
  );
  const { width, height } = reference === undefined ? largest : images[reference]!;
  return { width, height };
}

/** A sentence for images that would be stretched to cover the scene. */
export function shapeNotes(images: readonly (Size & { label: string })[], scene: Size): string[] {
  const shape = scene.width / scene.height;
  const odd = images.filter((image) => Math.abs(image.width / image.height / shape - 1) > 0.02);
  if (odd.length === 0) return [];
  return [
    `Another shape than the rest, stretched to compare: ${odd.map((image) => image.label).join(', ')}.`,
  ];
}
