import { rename, rm, writeFile } from 'node:fs/promises';
import type * as tf from '@tensorflow/tfjs';
import { emit } from '../compiler/emit/emit';
import { simplify } from '../compiler/simplify';
import { readBefore } from '../compiler/trace/readBefore';
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
 * images as [N, H, W, C]; transpose inside the function for another layout. Results are named `output`, by their keys, or
 * `output0` and so on in a list. Before the file gets its name the model is run once, at sizes that it was not made from where
 * sizes are open, and has to give what the function gives eagerly on the current backend.
 *
 * @param inputs one a parameter of the function, in order; all are float32
 * @returns the bytes of the file
 * @throws Error when the function can't be traced, changes variables, depends on sizes in a way that can't be left open,
 *   names are not distinct, the model does not compute what the function does, or the file can't be written
 */
export async function exportOnnx(
  fn: (...inputs: tf.Tensor[]) => Results,
  inputs: readonly ExportedInput[],
  { file, multiples = {} }: ExportOptions = {},
): Promise<Uint8Array> {
  const infos = inputs.map(({ shape }, i): TensorInfo => ({ name: `input${i}`, type: 'float32', shape }));
  const examples = examplesFor(
    inputs.map(({ shape }) => shape),
    multiples,
  );
  const isOpen = Object.keys(examples).length > 0;
  const shapesAt = (sizes: Sizes): number[][] =>
    inputs.map(({ shape }) => shape.map((size) => (typeof size === 'number' ? size : sizes[size]!)));
  let outputs: readonly string[] = [];
  const write = (sizes: Sizes): Model => {
    const written = staticModel(fn, shapesAt(sizes));
    outputs = written.outputs;
    return { ...written.model, inputs: infos.map((info, i) => ({ ...info, shape: shapesAt(sizes)[i]! })) };
  };
  const smallest = Object.fromEntries(Object.entries(examples).map(([name, [size]]) => [name, size]));
  await readBefore(
    fn,
    shapesAt(smallest).map((shape) => ({ shape, type: 'float32' })),
  );
  const model = isOpen ? withDynamicSizes(write, infos, examples) : write({});
  const names = [...inputs.map(({ name }) => name), ...outputs];
  requireDistinct(names);
  const tensors = [...infos.map(({ name }) => name), ...outputs.map((_, i) => `result${i}`)];
  const bytes = encodeModel(renamed(model, new Map(tensors.map((tensor, i) => [tensor, names[i]!]))));
  const unseen = Object.fromEntries(Object.entries(examples).map(([name, [, , size]]) => [name, size]));
  const given = shapesAt(unseen).map((shape, i) => ({ name: inputs[i]!.name, shape }));
  await requireSameNumbers(bytes, fn, given, outputs).catch((error: Error) => {
    throw isOpen ? new Error(`${error.message} Give all sizes as numbers.`, { cause: error }) : error;
  });
  if (file !== undefined) await save(file, bytes);
  return bytes;
}

/** The function at given sizes, and the names of its results. */
function staticModel(
  fn: (...inputs: tf.Tensor[]) => Results,
  shapes: readonly (readonly number[])[],
): { model: Model; outputs: string[] } {
  const traced = trace(
    fn,
    shapes.map((shape) => ({ shape, type: 'float32' })),
    true,
  );
  if (traced.draws.length > 0)
    throw new Error(
      'The function to export draws random numbers, as dropout does in training: export the forward pass without them.',
    );
  const { model, results, writes } = emit(simplify(traced), null, true);
  if (writes.size > 0)
    throw new Error(
      'The function to export changes variables, so it is a training step: export the forward pass.',
    );
  const nameOf = (name: string | undefined): string =>
    traced.isList || !name ? `output${name ?? ''}` : name;
  return { model, outputs: results.map((_, i) => nameOf(traced.names?.[i])) };
}

function requireDistinct(names: readonly string[]): void {
  const name = names.find((one, i) => one === '' || names.indexOf(one) !== i);
  if (name === undefined) return;
  throw new Error(
    name === ''
      ? 'An input of the exported model has no name: give each one.'
      : `Two inputs or results of the exported model are named '${name}': rename the input, or give the results as an object with other keys.`,
  );
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
