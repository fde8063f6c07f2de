import * as tf from '@tensorflow/tfjs';
import type { HostTensor } from '../../onnx';
import { readValues } from '../trace/engine';
import type { TracedState } from '../trace/trace';

interface Slot {
  variable: tf.Variable;
  /** What the next run reads. */
  now: HostTensor;
  /** What a run writes; undefined while no program changes this variable. */
  spare: HostTensor | undefined;
}

/** The values of captured variables outside TensorFlow.js, twice: a run reads one set and writes the other. */
export class States {
  private readonly slots = new Map<number, Slot>();

  /** Takes a variable in, unless it is there already, where its values may be newer than the eager ones. */
  adopt({ id, variable, input, result }: TracedState): void {
    const slot = this.slots.get(id) ?? {
      variable,
      now: hostTensor(variable, readValues(variable).slice()),
      spare: undefined,
    };
    this.slots.set(id, slot);
    if (input !== result) slot.spare ??= hostTensor(variable, (slot.now.data as tf.TypedArray).slice());
  }

  now(id: number): HostTensor {
    return this.slots.get(id)!.now;
  }

  spare(id: number): HostTensor {
    return this.slots.get(id)!.spare!;
  }

  /** What was written becomes what is read. */
  swap(ids: Iterable<number>): void {
    for (const id of ids) {
      const slot = this.slots.get(id)!;
      [slot.now, slot.spare] = [slot.spare!, slot.now];
    }
  }

  /** Gives the variables that runs change their present values. */
  toVariables(): void {
    for (const { variable, now, spare } of this.slots.values()) {
      if (!spare || variable.isDisposed) continue;
      tf.tidy(() =>
        variable.assign(tf.tensor(now.data.slice() as tf.TypedArray, variable.shape, variable.dtype)),
      );
    }
  }

  /** Takes the present values of the variables. */
  async fromVariables(): Promise<void> {
    for (const { variable, now } of this.slots.values()) {
      if (!variable.isDisposed) (now.data as tf.TypedArray).set(await variable.data());
    }
  }
}

function hostTensor({ shape, dtype }: tf.Variable, data: tf.TypedArray): HostTensor {
  return { type: dtype as HostTensor['type'], shape, data: data as HostTensor['data'] }; // string variables are not captured
}
