import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '../../networks/safetensors';
import type { RestorationNetwork } from '../../types';
import type { Notice } from '../notices';
import type { Best } from '../reports';
import type { StepState } from '../trainingStep';
import { writeWholeFolder } from './durable';

/** How far a run was when a checkpoint was made; with the state of the step, all that later steps depend on. */
export interface Position {
  /** Steps done, which is also the number of the next batch. */
  step: number;
  /** Of training so far. */
  seconds: number;
  best: Best | null;
  /** Validations since the best one. */
  waited: number;
  /** What the user was told by then, and is not told again. */
  warnings: Notice[];
  notes: Notice[];
}

interface StateFile extends Position {
  version: 2;
  updates: number;
  /** `weights.safetensors` holds the moving average, and `training.safetensors` the last weights. */
  averaged: boolean;
  files: Record<string, { bytes: number; sha256: string }>;
}

const [WEIGHTS, TRAINING, STATE] = ['weights.safetensors', 'training.safetensors', 'state.json'];

/**
 * Writes a checkpoint as a folder of three files: the weights that the network would end with, in the format of
 * `loadWeights`; the last weights and the moments of Adam, as vectors over all weights; and the position.
 */
export async function writeCheckpoint(
  folder: string,
  net: RestorationNetwork,
  { updates, weights, firstMoment, secondMoment, average }: StepState,
  position: Position,
): Promise<void> {
  const vectors = { firstMoment, secondMoment, ...(average && { lastWeights: weights }) };
  const training = new Map<string, StoredTensor>();
  for (const [name, data] of Object.entries(vectors)) training.set(name, { shape: [data.length], data });
  const metadata = { ...(net.metadata ?? { network: net.name, scale: String(net.scale) }) };
  const files = new Map<string, Uint8Array | string>([
    [WEIGHTS, encodeSafetensors({ tensors: byVariable(net, average ?? weights), metadata })],
    [TRAINING, encodeSafetensors({ tensors: training, metadata: {} })],
  ]);
  const state: StateFile = {
    version: 2,
    ...position,
    updates,
    averaged: average !== null,
    files: Object.fromEntries([...files].map(([name, content]) => [name, fingerprint(content)])),
  };
  await writeWholeFolder(folder, files.set(STATE, `${JSON.stringify(state, null, 2)}\n`));
}

/** @throws Error that says what is wrong with the checkpoint, without its name */
export async function readCheckpoint(
  folder: string,
  net: RestorationNetwork,
): Promise<{ state: StepState; position: Position }> {
  const { version: _, updates, averaged, files, ...position } = parseState(await readPart(folder, STATE));
  const shown = await readTensors(folder, WEIGHTS, files[WEIGHTS]);
  const training = await readTensors(folder, TRAINING, files[TRAINING]);
  const weights = joined(net, shown);
  const vector = (name: string): Float32Array => {
    const data = training.get(name)?.data;
    if (data?.length === weights.length) return data;
    throw new Error(`${TRAINING} has ${data?.length ?? 'no'} values of ${name}, not ${weights.length}`);
  };
  const state = {
    updates,
    weights: averaged ? vector('lastWeights') : weights,
    firstMoment: vector('firstMoment'),
    secondMoment: vector('secondMoment'),
    average: averaged ? weights : null,
  };
  return { state, position };
}

/** The file of a checkpoint for `loadWeights`. */
export function weightsOf(folder: string): string {
  return path.join(folder, WEIGHTS);
}

function fingerprint(content: Uint8Array | string): { bytes: number; sha256: string } {
  return { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

async function readPart(folder: string, name: string): Promise<Buffer> {
  return readFile(path.join(folder, name)).catch((cause: Error) => {
    throw new Error(`${name} can't be read (${cause.message})`, { cause });
  });
}

async function readTensors(
  folder: string,
  name: string,
  expected: StateFile['files'][string] | undefined,
): Promise<Map<string, StoredTensor>> {
  const content = await readPart(folder, name);
  const { bytes, sha256 } = fingerprint(content);
  if (bytes !== expected?.bytes)
    throw new Error(`${name} has ${bytes} bytes where ${expected?.bytes ?? 'none'} were written`);
  if (sha256 !== expected.sha256) throw new Error(`${name} has changed since it was written`);
  return decodeSafetensors(content).tensors;
}

function parseState(content: Buffer): StateFile {
  let state: Partial<StateFile>;
  try {
    state = JSON.parse(content.toString());
  } catch {
    throw new Error(`${STATE} is cut off or damaged`);
  }
  if (state.version !== 2)
    throw new Error(`${STATE} is of version ${state.version}; only version 2 is read here`);
  return state as StateFile; // written whole by `writeCheckpoint`
}

function nameOf({ variableNames }: RestorationNetwork, index: number): string {
  return variableNames?.[index] ?? `weight${index}`;
}

function byVariable(net: RestorationNetwork, flat: Float32Array): Map<string, StoredTensor> {
  let offset = 0;
  return new Map(
    net.variables.map(({ shape, size }, i) => {
      const data = flat.subarray(offset, offset + size);
      offset += size;
      return [nameOf(net, i), { shape, data }];
    }),
  );
}

function joined(net: RestorationNetwork, tensors: ReadonlyMap<string, StoredTensor>): Float32Array {
  const parts = net.variables.map(({ shape }, i) => {
    const name = nameOf(net, i);
    const found = tensors.get(name);
    if (found && tf.util.arraysEqual([...found.shape], shape)) return found.data;
    const what = found ? `is [${found.shape}]` : 'is missing';
    throw new Error(`it is of another network than ${net.name}: tensor ${name} [${shape}] ${what}`);
  });
  const flat = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    flat.set(part, offset);
    offset += part.length;
  }
  return flat;
}
