import { rename, rm, writeFile } from 'node:fs/promises';
import type * as tf from '@tensorflow/tfjs';
import { emit } from '../compiler/emit/emit';
import { fold } from '../compiler/fold/fold';
import { fuse } from '../compiler/fuse/fuse';
import { type Results, trace } from '../compiler/trace/trace';
import { encodeModel, type Model, type Sizes, type TensorInfo, withDynamicSizes } from '../onnx';
import { examplesFor } from './examples';
import { renamed } from './rename';
import { requireSameNumbers } from './verify';

export interface ExportedInput {
  name: string;
  /** A name instead of a number leaves that size open, as `['batch', 'height', 'width', 3]`. */
  shape: readonly (number | string)[];
}

/** Of `exportOnnx`. */
export interface ExportOptions {
  /** Where to write the model; without it the bytes are only returned. */
  file?: string;
  /** What open sizes have to be multiples of, such as `{ height: 8, width: 8 }`; default 1. */
  multiples?: Readonly<Record<string, number>>;
}

/**
 * A function of tensors, such as the forward pass of a network, as an ONNX model (operator set 17) of plain operators
 * that any ONNX runtime has; the variables that it reads are constants in it. Tensors stay as TensorFlow.js has them,
 * images as [N, H, W, C]; transpose inside the function for another layout. Results are named `output`, or by their keys.
 * The model is run once, at sizes that it was not made from, and has to give what the function gives there.
 *
 * @param inputs one a parameter of the function, in order; all are float32
 * @returns the bytes of the file
 * @throws Error when the function can't be traced, changes variables, depends on sizes in a way that can't be left open,
 *   or the file can't be written
 */
export async function exportOnnx(
  fn: (...inputs: tf.Tensor[]) => Results,
  inputs: readonly ExportedInput[],
  { file, multiples = {} }: ExportOptions = {},
): Promise<Uint8Array> {
  const infos = inputs.map(({ name, shape }): TensorInfo => ({ name, type: 'float32', shape }));
  const examples = examplesFor(
    inputs.map(({ shape }) => shape),
    multiples,
  );
  const write = (sizes: Sizes): Model => staticModel(fn, infos, sizes);
  const isOpen = Object.keys(examples).length > 0;
  const model = isOpen ? withDynamicSizes(write, infos, examples) : write({});
  const bytes = encodeModel(model);
  if (isOpen) {
    const unseen = Object.fromEntries(Object.entries(examples).map(([name, [, , size]]) => [name, size]));
    await requireSameNumbers(bytes, encodeModel(write(unseen)), write(unseen));
  }
  if (file !== undefined) await save(file, bytes);
  return bytes;
}

/** The function at given sizes. */
function staticModel(
  fn: (...inputs: tf.Tensor[]) => Results,
  infos: readonly TensorInfo[],
  sizes: Sizes,
): Model {
  const shapes = infos.map(({ shape }) =>
    shape.map((size) => (typeof size === 'number' ? size : sizes[size]!)),
  );
  const traced = trace(
    fn,
    shapes.map((shape) => ({ shape, type: 'float32' })),
    true,
  );
  const { model, results, writes } = emit(fuse(fold(traced)), null);
  if (writes.size > 0)
    throw new Error(
      'The function to export changes variables, so it is a training step: export the forward pass.',
    );
  const outputs = results.map((name, i) => [name, traced.names?.[i] ?? 'output'] as const);
  const given = infos.map(({ name }, i) => [`input${i}`, name] as const);
  const whole = renamed(model, new Map([...given, ...outputs]));
  return { ...whole, inputs: infos.map((info, i) => ({ ...info, shape: shapes[i]! })) };
}

async function save(file: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${file}.part`;
  try {
    await writeFile(unfinished, bytes);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new Error(`The model could not be written to ${file}: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
