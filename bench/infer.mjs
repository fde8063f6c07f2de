// One forward pass of the reference net, eager, next to PyTorch f32 in channels-last layout.
import { againstTorch } from './lib/againstTorch.mjs';

await againstTorch(
  'infer',
  [
    [4, 64, 64],
    [1, 180, 320],
  ],
  20,
);
