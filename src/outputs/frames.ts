import type { EncodedImage } from './mime';

/** Data of a frame player: `FRAMES_MIME`. */
export interface FramesData {
  version: 1;
  title: string;
  frames: (EncodedImage & { label: string })[];
  /** Playback speed at first show, frames a second. */
  fps: number;
  /** Sentences shown under the player, such as "nearly static". */
  notes: string[];
}
