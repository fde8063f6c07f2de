// What the compute benches run: networks with weights and batches as plain arrays, the same for ours and for PyTorch.

const noise = (seed) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};
const random = (shape, seed, scale = 1, offset = 0) => {
  const next = noise(seed);
  return {
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => offset + scale * next()),
  };
};

/** Adam as in compute.md's comparison. */
const PLAIN = { learningRate: 1e-4, epsilon: 1e-7, clipNorm: 0, averageDecay: 0 };

/**
 * @param library ours, for the weights a preset starts with
 * @param net 'reference', or a preset of BMDSRNet, which is taken x4
 * @param shape of the input, [n, h, w]
 */
export const makeTask = (library, net, shape) =>
  net === 'reference' ? referenceTask(shape) : bmdsrnetTask(library, net, 4, shape);

/** conv 3->64, conv, 9 residual blocks, conv, conv, conv 64->21, all 3x3; mean square loss and Adam. */
function referenceTask([n, h, w]) {
  const widths = [3, ...Array(22).fill(64), 21];
  const weights = widths.slice(1).flatMap((o, k) => {
    const i = widths[k];
    const bound = 1 / Math.sqrt(9 * i);
    return [
      { name: `convs.${k}.kernel`, ...random([3, 3, i, o], k + 1, 2 * bound, -bound) },
      { name: `convs.${k}.bias`, ...random([o], 100 + k, 2 * bound, -bound) },
    ];
  });
  return {
    name: `reference net ${n}x${h}x${w}`,
    ...{ net: 'reference', config: {}, recipe: PLAIN, weights },
    batch: { blurred: random([n, h, w, 3], 1), frames: random([n, h, w, 21], 2) },
  };
}

/** A BMDSRNet preset with the recipe `practical`: L1, Adam, clipping, average of the weights. */
async function bmdsrnetTask(library, preset, scale, [n, h, w]) {
  const net = library.createBMDSRNet({ preset, scale, seed: 1 });
  const weights = [];
  for (const [index, variable] of net.variables.entries()) {
    // Some layers start at zero, where a gradient would tell nothing.
    const data = Float32Array.from(await variable.data());
    const next = noise(index + 1);
    for (let k = 0; k < data.length; k++) data[k] += 0.02 * (next() - 0.5);
    weights.push({ name: net.variableNames[index], shape: variable.shape, data });
  }
  const { channels, blocks, fuBlocks, forNet } = net.config;
  const { encoder, decoder } = forNet;
  const config = { channels, blocks, fuBlocks, forNet: { encoder, decoder }, scale };
  net.dispose();
  const { clipNorm, averageDecay } = library.RECIPES.practical;
  return {
    name: `${preset} x${scale} ${n}x${h}x${w}`,
    ...{ net: 'bmdsrnet', preset, scale, config, weights },
    recipe: { learningRate: 1e-4, epsilon: 1e-8, clipNorm, averageDecay },
    batch: {
      blurred: random([n, h, w, 3], 1),
      frames: random([n, h, w, 21], 2),
      sharp: random([n, scale * h, scale * w, 3], 3),
    },
  };
}
