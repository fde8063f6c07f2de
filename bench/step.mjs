// One training step (forward, backward, Adam) of the reference net, eager, next to PyTorch f32 in channels-last layout.
import { againstTorch } from './lib/againstTorch.mjs';

await againstTorch('step', [[4, 64, 64]], 20);
