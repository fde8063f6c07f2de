import * as tf from '@tensorflow/tfjs';
import type { HostTensor } from '../../onnx';
import { readValues } from '../trace/engine';
import type { TracedState } from '../trace/trace';
import type { Values } from './types';

/** Bytes of a variable. */
const LARGE = 2 ** 20;

interface Slot {
  variable: tf.Variable;
  /** What the next run reads. */
  now: HostTensor;
  /** Whether a program changes this variable. */
  changes: boolean;
}

/** The values of captured variables outside TensorFlow.js. */
export class States {
  private readonly slots = new Map<number, Slot>();

  /** Takes a variable in, unless it is there already, where its values may be newer than the eager ones. */
  adopt({ id, variable, input, result }: TracedState): void {
    const slot = this.slots.get(id) ?? {
      variable,
      now: hostTensor(variable, readValues(variable).slice()),
      changes: false,
    };
    slot.changes ||= input !== result;
    this.slots.set(id, slot);
  }

  now(id: number): HostTensor {
    return this.slots.get(id)!.now;
  }

  /** Takes what a run gave; what is large is copied, because V8 would keep what it replaces for some steps. */
  become(next: ReadonlyMap<number, Values['data']>): void {
    for (const [id, data] of next) {
      const slot = this.slots.get(id)!;
      if (data.byteLength < LARGE) slot.now = { ...slot.now, data };
      else (slot.now.data as tf.TypedArray).set(data);
    }
  }

  /** Gives the variables that runs change their present values. */
  toVariables(): void {
    for (const { variable, now, changes } of this.slots.values()) {
      if (!changes || variable.isDisposed) continue;
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
