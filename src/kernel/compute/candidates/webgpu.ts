import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Candidate } from '../choice';
import { registerKernels } from '../webgpu/kernels';
import { type Adapter, type Device, refuseSoftware, requestDevice } from './webgpuDevice';
import { checkDevice, forgetDeviceErrors, reportDeviceError } from './webgpuErrors';

interface Dawn {
  create(flags: string[]): { requestAdapter(options: { powerPreference: string }): Promise<Adapter | null> };
  globals: Record<string, unknown>;
}

/** The parts of WebGPUBackend that report errors. */
interface Backend extends tf.KernelBackend {
  runWebGPUProgram(...call: unknown[]): tf.TensorInfo;
}
interface WebGPUPackage {
  WebGPUBackend: new (device: Device, info: Adapter['info']) => Backend;
}

const require = createRequire(__filename);
const scope = globalThis as { navigator?: object }; // not in Node 20's types
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
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) throw new Error('no GPU adapter');
    if (!forced) refuseSoftware(adapter);
    // tfjs-backend-webgpu looks for navigator.gpu while it loads; Node 20 has no navigator at all.
    scope.navigator ??= {};
    Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });
    const { WebGPUBackend } = load<WebGPUPackage>('@tensorflow/tfjs-backend-webgpu');
    device = await requestDevice(adapter, reportDeviceError);
    const backend = failingLoudly(new WebGPUBackend(device, adapter.info));
    if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
    tf.registerBackend('webgpu', () => backend);
    registerKernels();
    if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js did not take the device');
    return { detail: adapter.info.description || adapter.info.device || adapter.info.vendor, threads: 1 };
  },
  stop: () => {
    if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
    device?.destroy();
    device = undefined;
    forgetDeviceErrors();
    if (scope.navigator) Reflect.deleteProperty(scope.navigator, 'gpu'); // else Node may not exit
  },
};

/**
 * The next operation or read after a device error throws it, instead of going on with zeros. A read that Node can't do
 * says what to write instead.
 */
function failingLoudly(backend: Backend): Backend {
  const run = backend.runWebGPUProgram.bind(backend);
  const read = backend.read.bind(backend);
  const readSync = backend.readSync.bind(backend);
  backend.runWebGPUProgram = (...call) => {
    checkDevice();
    return run(...call);
  };
  backend.read = async (dataId) => {
    try {
      return await read(dataId);
    } finally {
      checkDevice(); // a lost device also rejects the read, with words that tell less
    }
  };
  backend.readSync = (dataId) => {
    try {
      return readSync(dataId);
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      throw new Error(
        'The webgpu backend in Node reads tensors asynchronously only: write `await tensor.data()` or ' +
          '`await tensor.array()` instead of dataSync, arraySync, bufferSync or print.',
        { cause: error },
      );
    }
  };
  return backend;
}

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
