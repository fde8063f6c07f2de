import css from './frames/frames.css';
import { parseFrames } from './frames/parse';
import { FramesPlayer } from './frames/player';
import { defineRenderer } from './ui/renderer';

export const activate = defineRenderer({
  name: 'frames',
  css,
  parse: parseFrames,
  create: (context) => new FramesPlayer(context),
});
