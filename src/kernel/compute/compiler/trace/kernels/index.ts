import * as tf from '@tensorflow/tfjs';
import { refuseOtherKernels } from '../lowering';
import { TRACING, tracing } from '../tracingBackend';
import { registerBatches } from './batches';
import { registerConv } from './conv';
import { registerElementwise } from './elementwise';
import { registerGather } from './gather';
import { registerPool } from './pool';
import { registerReduce } from './reduce';
import { registerResize } from './resize';
import { registerShape } from './shape';

let registered = false;

/** Makes the tracing backend and its kernels known to TensorFlow.js, once. */
export function registerTracing(): void {
  if (registered) return;
  registered = true;
  tf.registerBackend(TRACING, () => tracing, 0);
  for (const register of [
    registerElementwise,
    registerShape,
    registerGather,
    registerBatches,
    registerReduce,
    registerConv,
    registerPool,
    registerResize,
  ])
    register();
  refuseOtherKernels();
}
