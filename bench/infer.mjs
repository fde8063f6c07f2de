// One forward pass, compiled, next to PyTorch f32 in channels-last layout, and `restore` as users call it next to PyTorch
// on the same image. The presets enlarge 320x180 to 1280x720.
import { againstTorch } from './lib/againstTorch.mjs';

await againstTorch('infer', [
  { net: 'reference', shape: [4, 64, 64], eagerPairs: 3 },
  { net: 'reference', shape: [1, 180, 320] },
  { net: 'small', shape: [1, 180, 320] },
  { net: 'paper-2.9M', shape: [1, 180, 320] },
  { net: 'small', shape: [1, 180, 320], what: 'restore' },
  { net: 'paper-2.9M', shape: [1, 180, 320], what: 'restore' },
]);
