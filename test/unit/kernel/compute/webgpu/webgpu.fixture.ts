// Runs in a process of its own on the webgpu backend (webgpu.test.ts) and prints what happened as JSON:
// `node webgpu.fixture.js WHAT FOLDER`.
import * as tf from '@tensorflow/tfjs';
import { renderScene } from '../../../../../src/kernel/bmdsrnet/data';
import { restore } from '../../../../../src/kernel/bmdsrnet/evaluation';
import { type BMDSRNet, createBMDSRNet, modelCard } from '../../../../../src/kernel/bmdsrnet/networks';
import { type TrainOptions, train } from '../../../../../src/kernel/bmdsrnet/training';
import { compile, exportOnnx, memory, startCompute } from '../../../../../src/kernel/compute';
import { microNet, noise } from '../../bmdsrnet/training/microNet';
import { relativeError } from '../float64';

const message = (error: unknown): string => (error as Error).message;
const image = renderScene({ seed: 4, width: 16, height: 12, frames: 1 })[0]!;

/** A network whose weights are on the GPU only. */
function onGpu(): BMDSRNet {
  const net = createBMDSRNet({ preset: 'tiny', scale: 2, variant: 'SRNet' });
  for (const [i, variable] of net.variables.entries())
    tf.tidy(() => variable.assign(tf.add(variable, tf.mul(tf.ones(variable.shape), 0.001 * (i + 1)))));
  return net;
}

async function compiled(): Promise<object> {
  const net = onGpu();
  const shift = tf.tidy(() => tf.mul(tf.linspace(-1, 1, 3), 0.1)); // on the GPU only, too
  const forward = (x: tf.Tensor): tf.Tensor => tf.add(net.forward(x as tf.Tensor4D).output, shift);
  const x = tf.tensor4d(image.data, [1, 12, 16, 3]);
  const card = modelCard(net, { width: 16, height: 12 });
  const eager = await tf.tidy(() => forward(x)).data();
  const { data } = await compile(forward, { onWarning() {} }).run(x);
  const baked = await compile(forward, { constants: true, onWarning() {} }).run(x);
  const { output } = await restore(net, image);
  const clipped = await tf.tidy(() => tf.clipByValue(net.forward(x).output, 0, 1)).data();
  const again = onGpu();
  const model = await exportOnnx(
    (y) => again.forward(y as tf.Tensor4D).output,
    [{ name: 'image', shape: [1, 'height', 'width', 3] }],
  );
  return {
    differences: [
      relativeError(data, eager),
      relativeError(baked.data, eager),
      relativeError(output.data, clipped),
    ],
    multiplyAdds: card.multiplyAdds,
    bytes: model.length,
  };
}

/** Images of ever other sizes, which all leave buffers behind. */
async function pool(): Promise<object> {
  const MEBIBYTE = 2 ** 18; // floats
  let greatest = 0;
  for (let k = 0; k < 24; k++) {
    const y = tf.tidy(() => tf.add(tf.ones([8 * MEBIBYTE + 1024 * k]), 1));
    const total = tf.sum(y);
    await total.data();
    tf.dispose([y, total]);
    greatest = Math.max(greatest, memory().gpuBytesAllocated! / 2 ** 20);
  }
  const kept = memory();
  const y = tf.tidy(() => tf.add(tf.ones([8 * MEBIBYTE + 1024 * 23]), 1));
  const [sum] = await tf.tidy(() => tf.sum(y)).data();
  return { greatest, kept, sum, reused: memory().gpuBytesAllocated! - kept.gpuBytesAllocated! };
}

interface Device {
  destroy(): void;
  queue: { onSubmittedWorkDone(): Promise<void> };
}
const deviceOf = () => (tf.backend() as unknown as { device: Device }).device;

async function loss(folder: string): Promise<object> {
  const options: TrainOptions = { steps: 3, checkpointEvery: 1, run: { folder }, resume: true };
  const unbroken = await train(microNet(), noise, { steps: 3 });
  const first = deviceOf();
  const old = microNet();
  const error = await train(old, noise, {
    ...options,
    onStep: ({ step }) => {
      if (step === 1) first.destroy();
    },
  }).then(() => 'none', message);
  const later: string[] = [];
  for (let k = 0; k < 2; k++) later.push(await old.variables[0]!.data().then(() => 'read', message));
  for (let k = 0; k < 200 && deviceOf() === first; k++) await new Promise((done) => setTimeout(done, 50));
  const resumed = await train(microNet(5), noise, options);
  const losses = ({ history }: { history: { loss: number }[] }) => history.map((step) => step.loss);
  return {
    error,
    later,
    difference: relativeError(losses(resumed), losses(unbroken)),
    steps: resumed.history.length,
  };
}

/** A tensor that the device can't hold. */
async function tooLarge(): Promise<object> {
  const device = (tf.backend() as unknown as { device: { limits: { maxStorageBufferBindingSize: number } } })
    .device;
  const { maxStorageBufferBindingSize } = device.limits;
  const failing = tf.fill([maxStorageBufferBindingSize / 4 + 64], 1);
  const errors: string[] = [];
  for (let k = 0; k < 2; k++) errors.push(await failing.data().then(() => 'read', message));
  failing.dispose();
  const [sum] = await tf.tidy(() => tf.sum(tf.ones([100]))).data();
  return { errors, sum };
}

const parts: Record<string, (folder: string) => Promise<object>> = { compiled, pool, loss, tooLarge };

startCompute()
  .then(() => parts[process.argv[2]!]!(process.argv[3]!))
  .catch((error: Error) => ({ failed: error.stack }))
  .then(async (report) => {
    // The threads of a GPU in software crash where the process ends under work that nobody waited for.
    if (tf.getBackend() === 'webgpu') await deviceOf().queue.onSubmittedWorkDone();
    process.stdout.write(`\n${JSON.stringify(report)}\n`, () => process.exit(0));
  });
