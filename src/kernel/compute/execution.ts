import * as tf from '@tensorflow/tfjs';
import { defaultProvider, loadOnnxRuntime } from './onnx';
import { threadsToUse } from './threads';

/** How training steps and restorations run in this process. */
export interface Execution {
  /** As compiled graphs on onnxruntime; else operation by operation on the TensorFlow.js backend. */
  compiled: boolean;
  /** One sentence fragment: why so. */
  reason: string;
  /** The execution provider of compiled graphs. */
  provider: string;
  /** Threads of compiled graphs on the processor. */
  threads: number;
}

/**
 * How training steps and restorations run with the present backend: compiled on a processor, where a graph is several
 * times as fast, and with an execution provider that was asked for; operation by operation on the GPU of a backend.
 * BMDSRNET_COMPILE=never or always decides otherwise.
 */
export function execution(): Execution {
  const [provider, threads] = [defaultProvider(), threadsToUse()];
  return { ...decide(provider), provider, threads };
}

function decide(provider: string): { compiled: boolean; reason: string } {
  const wish = process.env.BMDSRNET_COMPILE;
  if (wish === 'never') return { compiled: false, reason: 'BMDSRNET_COMPILE says never' };
  try {
    loadOnnxRuntime();
  } catch (error) {
    return { compiled: false, reason: (error as Error).message };
  }
  if (wish === 'always') return { compiled: true, reason: 'BMDSRNET_COMPILE says always' };
  if (provider !== 'cpu') return { compiled: true, reason: 'this execution provider was asked for' };
  if (onGpu())
    return { compiled: false, reason: `the GPU of the backend ${tf.getBackend()} computes each operation` };
  return { compiled: true, reason: 'several times as fast on a processor' };
}

function onGpu(): boolean {
  const name = tf.getBackend();
  if (name !== 'tensorflow') return name === 'webgpu' || name === 'webgl';
  // tfjs-node knows whether its library found a GPU.
  return (tf.backend() as tf.KernelBackend & { isUsingGpuDevice?: boolean }).isUsingGpuDevice === true;
}

/** One line for a banner. */
export function describeExecution({ compiled, reason, provider, threads }: Execution): string {
  if (!compiled) return `training and restoring run operation by operation (${reason})`;
  const parallel = provider === 'cpu' ? `, ${threads} thread${threads === 1 ? '' : 's'}` : '';
  return `training and restoring run compiled on onnxruntime: ${provider}${parallel} (${reason})`;
}
