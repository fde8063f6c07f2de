import type * as tf from '@tensorflow/tfjs';
import type { SessionOptions } from '../../onnx';
import type { Results } from '../trace/trace';

/** Plain values with their shape; float32 unless the tensor is of another type. */
export interface Values {
  shape: readonly number[];
  data: Float32Array | Int32Array | Uint8Array;
}

/**
 * An input of a run: a tensor, plain values with their shape, or a number for a scalar. As in `tf.tensor`, bytes (Uint8Array)
 * are int32. Plain values are read when the run's turn comes.
 */
export type Input = tf.Tensor | Values | number;

/** The results of a function with plain values instead of tensors. */
export type Computed<R extends Results> = R extends tf.Tensor ? Values : { -readonly [K in keyof R]: Values };

/** Of `compile`. */
export interface CompileOptions extends SessionOptions {
  /** Runs the function operation by operation on the current TensorFlow.js backend: for debugging. */
  eager?: boolean;
  /** Uses onnxruntime's blocked operators where a probe finds them right; default true. */
  blocked?: boolean;
  /** Takes variables that the function does not change as constants, so that later changes are not seen: for inference. */
  constants?: boolean;
  /** Programs kept for different shapes of the inputs; the one that was not used for longest goes. Default 8. */
  maxShapes?: number;
  /** Hears of tensors that were baked in, and once of operators that are not used; default `console.warn`. */
  onWarning?(text: string): void;
}

export interface CompileStats {
  /** Operators of the latest program. */
  nodes: number;
  traceMs: number;
  loadMs: number;
  /** Programs held. */
  programs: number;
  runs: number;
}

/** A run whose changes of variables count only when they are accepted. */
export interface Attempt<R extends Results> {
  results: Computed<R>;
  accept(): void;
}

/** What `compile` makes: the function as one graph. */
export interface Compiled<A extends readonly tf.Tensor[], R extends Results> {
  /** Runs the function and accepts what it does to variables. Runs that overlap wait for each other. */
  run(...inputs: { [K in keyof A]: Input }): Promise<Computed<R>>;
  /** Runs the function; variables stay as they were unless the attempt is accepted before another run is asked for. */
  attempt(...inputs: { [K in keyof A]: Input }): Promise<Attempt<R>>;
  /** Gives the tf.Variables that runs change the values that the runs gave them. */
  sync(): void;
  /** Takes the values of the captured tf.Variables, after they were changed outside. */
  load(): Promise<void>;
  /**
   * Records the function again before its next run and compiles it again where it has changed: for functions that
   * also depend on what is neither an input nor a tf.Variable.
   */
  renew(): void;
  /** Frees the programs; variables stay. */
  dispose(): Promise<void>;
  readonly stats: CompileStats;
}
