import type { ComparisonData } from '../../outputs';
import { encodedImage } from '../ui/encodedImage';
import { BadData, envelope, finite, list, notes, object, optional, text } from '../ui/parse';

/** Checks the data of an image comparison. */
export function parseComparison(value: unknown): ComparisonData {
  const json = envelope(value);
  const images = list(json.images, 'images', (item, path) => {
    const fields = object(item, path);
    const caption = optional(fields.caption, `${path}.caption`, text);
    const label = text(fields.label, `${path}.label`);
    return { ...encodedImage(item, path), label, ...(caption === undefined ? {} : { caption }) };
  });
  if (images.length === 0)
    throw new BadData('This comparison has no images. Run the cell again with at least one image.');
  const reference = optional(json.reference, 'reference', finite);
  if (reference !== undefined && !images[reference]) {
    throw new BadData(
      `"reference" is ${reference}, but there are ${images.length} images. Run the cell again to replace it.`,
    );
  }
  return {
    version: 1,
    title: text(json.title, 'title'),
    images,
    ...(reference === undefined ? {} : { reference }),
    notes: notes(json.notes),
  };
}
