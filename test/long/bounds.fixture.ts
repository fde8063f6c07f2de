// Runs in a process of its own (bounds.test.ts) and prints what happened as JSON.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { renderScene } from '../../src/kernel/bmdsrnet/data';
import { restore } from '../../src/kernel/bmdsrnet/evaluation';
import { createBMDSRNet, type Preset } from '../../src/kernel/bmdsrnet/networks';
import { RECIPES } from '../../src/kernel/bmdsrnet/training';
import { compiledStep } from '../../src/kernel/bmdsrnet/training/compiledStep';
import { objectiveOf } from '../../src/kernel/bmdsrnet/training/objective';
import { compile, startCompute } from '../../src/kernel/compute';
import type { CompileStats } from '../../src/kernel/compute/compiler';

const status = (name: string): number =>
  Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024;

async function restoration(preset: Preset): Promise<object> {
  const network = createBMDSRNet({ preset, scale: 4 });
  const image = renderScene({ seed: 3, width: 1280, height: 720, frames: 1 })[0]!;
  const begun = new AbortController();
  let tiles = 0;
  const onProgress = (done: number): void => {
    tiles = done;
    // All tiles take the same memory, and those of the large preset minutes each.
    if (preset === 'paper-2.9M' && done === 2) begun.abort();
  };
  const restored = await restore(network, image, { onProgress, signal: begun.signal }).catch((error) => {
    if (!begun.signal.aborted) throw error;
  });
  return { width: restored?.output.width, tiles, peakMebibytes: status('VmHWM') };
}

/** Adam on two convolutions, with the numbers after a thousand steps and at the end. */
async function steps(): Promise<object> {
  const filters = [tf.variable(tf.randomNormal([3, 3, 3, 16])), tf.variable(tf.randomNormal([3, 3, 16, 3]))];
  const adam = tf.train.adam(1e-3);
  const step = compile((x: tf.Tensor) => {
    const forward = (): tf.Scalar =>
      tf.mean(
        tf.square(
          tf.sub(
            x,
            filters.reduce((y, w) => tf.conv2d(y, w as tf.Tensor4D, 1, 'same'), x as tf.Tensor4D),
          ),
        ),
      );
    const { value, grads } = tf.variableGrads(forward, filters);
    adam.applyGradients(grads as tf.NamedTensorMap & Record<string, tf.Variable>);
    return value;
  });
  const x = { shape: [1, 16, 16, 3], data: Float32Array.from({ length: 768 }, (_, i) => Math.sin(i)) };
  const losses: number[] = [];
  const seen: object[] = [];
  for (let k = 1; k <= 10_000; k++) {
    losses.push((await step.run(x)).data[0]!);
    if (k !== 1000 && k !== 10_000) continue;
    global.gc!();
    seen.push({ mebibytes: status('VmRSS'), tensors: tf.memory().numTensors, programs: step.stats.programs });
  }
  return { first: losses[0], last: losses.at(-1), seen };
}

/** The largest graph there is: seven levels of ConvLSTM, unrolled over fourteen steps, forward and backward. */
async function largestStep(): Promise<object> {
  const network = createBMDSRNet({ preset: 'paper-table', scale: 4 });
  const { loss, clipNorm, averageDecay } = RECIPES.paper;
  const step = compiledStep(network, objectiveOf(loss), { clipNorm, averageDecay });
  const uniform = (shape: [number, number, number, number], seed: number): tf.Tensor4D =>
    tf.randomUniform(shape, 0, 1, 'float32', seed);
  const batch = {
    blurred: uniform([1, 16, 16, 3], 1),
    frames: uniform([1, 16, 16, 21], 2),
    sharp: uniform([1, 64, 64, 3], 3),
  };
  const used = process.cpuUsage();
  const first = await step.apply(batch, 1e-4);
  const { user, system } = process.cpuUsage(used);
  const second = await step.apply(batch, 1e-4);
  const { nodes, traceMs, loadMs } = (step as unknown as { step: { stats: CompileStats } }).step.stats;
  return {
    losses: [first.loss, second.loss],
    ...{ nodes, traceMs, loadMs, cpuSeconds: (user + system) / 1e6, peakMebibytes: status('VmHWM') },
  };
}

const parts: Record<string, () => Promise<object>> = {
  steps,
  largestStep,
  restoration: () => restoration(process.argv[3] as Preset),
};

startCompute({ backend: 'wasm' })
  .then(() => parts[process.argv[2]!]!())
  .then((report) => {
    console.log(JSON.stringify(report));
    process.exit(0);
  });
