import * as tf from '@tensorflow/tfjs';
import { version } from '../../../package.json';
import { execution, wasmThreads } from '../compute';

/** What computes, for a `config.json`; plain data. */
export interface Environment {
  /** Null where none has started. */
  backend: string | null;
  /** Of the wasm backend; null on another. With one thread a training gives the same bits every time. */
  threads: number | null;
  /** Of onnxruntime, which computes compiled steps and passes. */
  onnxThreads: number;
  /** Execution provider of onnxruntime. */
  onnxProvider: string;
  bmdsrnet: string;
  tfjs: string;
  node: string;
  platform: string;
}

/** What computes now. */
export function environment(): Environment {
  const { threads, provider } = execution();
  return {
    backend: tf.getBackend() ?? null,
    threads: wasmThreads() ?? null,
    onnxThreads: threads,
    onnxProvider: provider,
    bmdsrnet: version,
    tfjs: tf.version_core,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}
