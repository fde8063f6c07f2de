// One training step (forward, backward, Adam), compiled, next to PyTorch f32 in channels-last layout and next to eager.
import { againstTorch } from './lib/againstTorch.mjs';

await againstTorch('step', [
  { net: 'reference', shape: [4, 64, 64], eagerPairs: 20 },
  { net: 'small', shape: [4, 32, 32] },
  { net: 'small', shape: [4, 64, 64] },
  { net: 'paper-2.9M', shape: [4, 32, 32] },
  { net: 'paper-2.9M', shape: [4, 64, 64] },
]);
