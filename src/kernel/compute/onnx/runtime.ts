import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { threadsToUse } from '../threads';
import { loadOnnxRuntime, type OnnxRuntime } from './load';
import type { DataType, TensorData } from './model';
import { createOn } from './processorShare';
import { defaultProvider, requireProvider } from './provider';
import { reasonOf } from './reason';

/** Errors are thrown, so the runtime need not print them to stderr too. */
const SILENT = 4;
/** A tensor in the memory of JavaScript. `bool` is held as bytes 0 and 1. */
export interface HostTensor {
  type: DataType;
  shape: readonly number[];
  data: TensorData;
}

export interface Session {
  /**
   * Computes the outputs that are asked for, by default all, into new memory. The event loop waits while it computes.
   * @throws Error naming the tensor that the model does not have or whose type or shape differs
   */
  run(feeds: Record<string, HostTensor>, outputs?: readonly string[]): Promise<Record<string, HostTensor>>;
  /** Frees the memory of the model. */
  dispose(): Promise<void>;
}

export interface SessionOptions {
  /** Threads that compute; default what `startCompute` was told, else BMDSRNET_THREADS, else one a physical core. */
  threads?: number;
  /** An execution provider that the installed onnxruntime-node lists; default what BMDSRNET_PROVIDER names and works, else `cpu`. */
  provider?: string;
  /**
   * Whether onnxruntime may rewrite the model; default true. A whole training step is better left as it was written: its
   * order of execution keeps fewer tensors at a time, and loading is quicker.
   */
  rewrites?: boolean;
  /** Hears once a provider that it leaves operators of the model to the processor; default `console.warn`. */
  onWarning?(text: string): void;
  /** Times every operator: `dispose` writes a Chrome trace to this path with a time and `.json` added. */
  profile?: string;
}

/**
 * Makes a model ready to run.
 * @param model bytes of an `.onnx` file
 * @throws Error when onnxruntime-node is missing, the provider is not listed or fails its self-test, the model is refused, or memory is short
 */
export async function createSession(model: Uint8Array, options: SessionOptions = {}): Promise<Session> {
  const ort = loadOnnxRuntime();
  const { threads = threadsToUse(), provider = defaultProvider(), profile, rewrites = true } = options;
  const { onWarning = console.warn } = options;
  await requireProvider(ort, provider);
  try {
    const session = await createOn(ort, provider, model, onWarning, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: rewrites ? 'all' : 'disabled',
      // The arena stays on, the step is 12 % slower without; the pattern costs 120 MB and gains nothing.
      enableMemPattern: false,
      logSeverityLevel: SILENT,
      ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    });
    return new OnnxSession(ort, session, profile !== undefined);
  } catch (error) {
    throw explained(error, `The ONNX model (${(model.length / 1e6).toFixed(1)} MB) was refused`);
  }
}

class OnnxSession implements Session {
  private readonly inputs: ReadonlyMap<string, InferenceSession.ValueMetadata>;
  /** A tensor that is passed again needs no other wrapper. */
  private readonly wrapped = new WeakMap<HostTensor, Tensor>();
  private disposed = false;

  constructor(
    private readonly ort: OnnxRuntime,
    private readonly session: InferenceSession,
    private readonly profiles: boolean,
  ) {
    this.inputs = new Map(session.inputMetadata.map((info) => [info.name, info]));
  }

  async run(
    feeds: Record<string, HostTensor>,
    outputs: readonly string[] = this.session.outputNames,
  ): Promise<Record<string, HostTensor>> {
    if (this.disposed) throw new Error('This session was disposed: create it again.');
    const missing = [...this.inputs.keys()].find((name) => !Object.hasOwn(feeds, name));
    if (missing !== undefined) throw new Error(`The model's input '${missing}' is missing.`);
    const unknown = outputs.find((name) => !this.session.outputNames.includes(name));
    if (unknown !== undefined)
      throw new Error(`The model has no output '${unknown}': it has ${this.session.outputNames.join(', ')}.`);
    const given = this.wrapAll(feeds);
    try {
      // Outputs with memory of their own would be written, and copied into new memory all the same.
      const computed = await this.session.run(given, outputs);
      return Object.fromEntries(Object.entries(computed).map(([name, tensor]) => [name, hostTensor(tensor)]));
    } catch (error) {
      throw explained(error, 'The compiled graph failed');
    }
  }

  async dispose(): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    if (this.profiles) this.session.endProfiling();
    await this.session.release();
  }

  private wrapAll(feeds: Record<string, HostTensor>): Record<string, Tensor> {
    const all: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(feeds)) {
      const info = this.inputs.get(name);
      if (!info)
        throw new Error(`The model has no input '${name}': it has ${[...this.inputs.keys()].join(', ')}.`);
      if (!fits(tensor, info))
        throw new Error(
          `The input '${name}' is ${tensor.type} [${tensor.shape}], but the model wants ${describe(info)}.`,
        );
      all[name] = this.wrap(name, tensor);
    }
    return all;
  }

  private wrap(name: string, tensor: HostTensor): Tensor {
    const known = this.wrapped.get(tensor);
    if (known && known.data === tensor.data) return known;
    try {
      // The package's constructor has one overload a type; HostTensor ties data to type in the same way.
      const wrapper = new this.ort.Tensor(
        tensor.type as 'float32',
        tensor.data as Float32Array,
        tensor.shape,
      );
      this.wrapped.set(tensor, wrapper);
      return wrapper;
    } catch (error) {
      throw explained(error, `The tensor '${name}' is not whole`);
    }
  }
}

/** Models that we write have no other types. */
const hostTensor = ({ type, dims, data }: Tensor): HostTensor => ({ type, shape: dims, data }) as HostTensor;

function fits({ type, shape }: HostTensor, info: InferenceSession.ValueMetadata): boolean {
  return (
    info.isTensor &&
    info.type === type &&
    info.shape.length === shape.length &&
    info.shape.every((size, axis) => typeof size === 'string' || size === shape[axis])
  );
}

const describe = (info: InferenceSession.ValueMetadata): string =>
  info.isTensor ? `${info.type} [${info.shape}]` : 'something else than a tensor';

/** The runtime's error under what was being done, with advice where memory was short. */
function explained(error: unknown, what: string): Error {
  const reason = reasonOf(error);
  const outOfMemory = /bad[_ ]alloc|failed to allocate|out of memory|allocation failed/i.test(reason);
  const advice = outOfMemory
    ? ' Memory is short: take a smaller batch, patch or tile, or dispose what is no longer used.'
    : '';
  return new Error(`${what}: ${reason}.${advice}`, { cause: error });
}
