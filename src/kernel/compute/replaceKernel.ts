import * as tf from '@tensorflow/tfjs';

export type KernelArguments = Parameters<tf.KernelFunc>[0];
export type KernelResult = ReturnType<tf.KernelFunc>;

/**
 * Takes a kernel of ours on a backend.
 * @param kernel its `shipped` is what it replaces, for the cases that it leaves alone
 */
export function replaceKernel(
  backendName: string,
  kernelName: string,
  kernel: (call: KernelArguments, shipped: () => KernelResult) => KernelResult,
): void {
  const shipped = tf.getKernel(kernelName, backendName);
  if (shipped) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    kernelName,
    backendName,
    setupFunc: shipped?.setupFunc,
    kernelFunc: (call) => kernel(call, () => shipped!.kernelFunc(call)),
  });
}
