import * as tf from '@tensorflow/tfjs';
import { version } from '../../../../package.json';
import { wasmThreads } from '../../compute';

/** What computed the results, for a `config.json`; plain data. */
export function environment(): Record<string, string | number | null> {
  return {
    backend: tf.getBackend() ?? null,
    threads: wasmThreads() ?? null,
    bmdsrnet: version,
    tfjs: tf.version_core,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}
