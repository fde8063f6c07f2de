// Draws the images that the sample notebooks open: `node scripts/make-sample-images.mjs` after a build.
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './lib/run.mjs';

const require = createRequire(import.meta.url);
const { makeSample, renderScene, writePng } = require(path.join(root, 'dist', 'kernel', 'library.js'));

// An odd seed is of the held-out kind: no training scene can coincide with it.
const frames = renderScene({ seed: 205, width: 480, height: 320, travel: [6, 6] });
const { blurred, sharp } = makeSample(frames, 2);
const folder = path.join(root, 'notebooks', 'images');
await writePng(path.join(folder, 'shelf-blurred.png'), blurred);
await writePng(path.join(folder, 'shelf-sharp.png'), sharp);
process.exit(0);
