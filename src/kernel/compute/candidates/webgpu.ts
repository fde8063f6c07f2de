import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Candidate } from '../choice';
import { type BufferManager, boundPool } from '../webgpu/bufferPool';
import { DeviceErrors } from '../webgpu/deviceErrors';
import { type FailingBackend, failingLoudly } from '../webgpu/failingLoudly';
import { registerKernels } from '../webgpu/kernels';
import { type Adapter, type Device, refuseSoftware, requestDevice } from './webgpuDevice';

interface Gpu {
  requestAdapter(options: { powerPreference: string }): Promise<Adapter | null>;
}
interface Dawn {
  create(flags: string[]): Gpu;
  globals: Record<string, unknown>;
}
interface WebGPUPackage {
  WebGPUBackend: new (
    device: Device,
    info: Adapter['info'],
  ) => FailingBackend & { bufferManager: BufferManager };
}

const require = createRequire(__filename);
const scope = globalThis as { navigator?: object }; // not in Node 20's types
/** The device in use; another one, or none, after it was given up. */
let device: Device | undefined;

/** Dawn (npm `webgpu`) on a hardware GPU: Vulkan, Metal or Direct3D 12. */
export const webgpuCandidate: Candidate = {
  name: 'webgpu',
  advice: 'It needs a GPU with a current driver and, on Linux, the Vulkan loader (libvulkan1).',
  start: async (forced) => {
    if (!hasVulkanLoader()) throw new Error('no Vulkan loader (libvulkan.so.1)');
    const { create, globals } = load<Dawn>('webgpu');
    Object.assign(globalThis, globals);
    const gpu = create([]);
    // tfjs-backend-webgpu looks for navigator.gpu while it loads; Node 20 has no navigator at all.
    scope.navigator ??= {};
    Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });
    const { info } = await startOn(gpu, forced);
    return { detail: info.description || info.device || info.vendor, threads: 1 };
  },
  stop: () => {
    const gone = device;
    device = undefined;
    if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
    gone?.destroy();
    if (scope.navigator) Reflect.deleteProperty(scope.navigator, 'gpu'); // else Node may not exit
  },
};

/** Makes a new device the webgpu backend, and goes on with another one when it is lost. */
async function startOn(gpu: Gpu, forced: boolean): Promise<Adapter> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('no GPU adapter');
  if (!forced) refuseSoftware(adapter);
  const errors = new DeviceErrors();
  const { WebGPUBackend } = load<WebGPUPackage>('@tensorflow/tfjs-backend-webgpu');
  const mine = await requestDevice(adapter, (message) => errors.report(message));
  device = mine;
  void mine.lost.then(({ message }) => {
    if (device !== mine) return; // given up by us
    errors.reportLoss(lostText(message));
    console.warn(lostText(message));
    startOn(gpu, forced).catch((error: Error) =>
      console.warn(`No GPU can be used any more (${error.message}): restart the kernel.`),
    );
  });
  const backend = new WebGPUBackend(mine, adapter.info);
  failingLoudly(backend, errors);
  boundPool(backend.bufferManager);
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => backend);
  registerKernels();
  if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js did not take the device');
  return adapter;
}

const lostText = (message: string): string =>
  `The GPU was lost (${message.trim().replace(/\.$/, '')}), and with it all tensors and networks of this kernel. A new one is started: ` +
  'make networks again and load their weights; resumeTraining goes on from the last checkpoint. If it comes again, take smaller batches or tiles.';

function load<T>(name: string): T {
  try {
    return require(name);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(code === 'MODULE_NOT_FOUND' ? `package ${name} is not installed` : message);
  }
}

/** Dawn prints a warning of its own where the loader is missing, so look first. */
function hasVulkanLoader(): boolean {
  if (process.platform !== 'linux') return true;
  const folders = (process.env.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean);
  if (folders.some((folder) => existsSync(path.join(folder, 'libvulkan.so.1')))) return true;
  try {
    return readFileSync('/etc/ld.so.cache').includes('libvulkan.so.1');
  } catch {
    return true; // no glibc cache to ask: let Dawn find out
  }
}
