import type { FramesData } from '../../outputs';
import { encodedImage } from '../ui/encodedImage';
import { BadData, envelope, finite, list, notes, object, text } from '../ui/parse';

/** Checks the data of a frame player. */
export function parseFrames(value: unknown): FramesData {
  const json = envelope(value);
  const frames = list(json.frames, 'frames', (item, path) => ({
    ...encodedImage(item, path),
    label: text(object(item, path).label, `${path}.label`),
  }));
  if (frames.length === 0)
    throw new BadData('This player has no frames. Run the cell again with at least one frame.');
  return {
    version: 1,
    title: text(json.title, 'title'),
    frames,
    fps: finite(json.fps, 'fps'),
    notes: notes(json.notes),
  };
}
