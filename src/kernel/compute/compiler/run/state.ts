import * as tf from '@tensorflow/tfjs';
import type { HostTensor } from '../../onnx';
import { LARGE } from '../large';
import { readValues } from '../trace/engine';
import type { Values } from './types';

/** Memory that holds the values of variables, one after another. */
interface Held {
  ids: readonly number[];
  tensor: HostTensor;
}

interface Slot {
  variable: tf.Variable;
  /** Whether a program changes this variable. */
  changes: boolean;
  /** What the next run reads, and where in it the variable begins. */
  held: Held;
  from: number;
}

/** What variables hold after a run, one after another. */
export interface Next {
  ids: readonly number[];
  data: Values['data'];
}

/** The values of captured variables outside TensorFlow.js. */
export class States {
  private readonly slots = new Map<number, Slot>();

  /**
   * Takes a variable in, unless it is there already, where its values may be newer than the eager ones.
   * @param changes whether a program changes it
   */
  adopt(id: number, variable: tf.Variable, changes: boolean): void {
    const slot = this.slots.get(id);
    if (slot) slot.changes ||= changes;
    else {
      const held = { ids: [id], tensor: hostTensor(variable, variable.shape, readValues(variable).slice()) };
      this.slots.set(id, { variable, changes, held, from: 0 });
    }
  }

  /** The values of variables, one after another. Programs that join variables otherwise move them once each time. */
  now(ids: readonly number[]): HostTensor {
    const held = this.heldAlone(ids);
    if (held) return held.tensor;
    const slots = ids.map((id) => this.slots.get(id)!);
    const [{ variable }] = slots as [Slot];
    if (ids.length === 1) return hostTensor(variable, variable.shape, valuesOf(slots[0]!));
    const joined = new Float32Array(slots.reduce((sum, slot) => sum + slot.variable.size, 0));
    let at = 0;
    for (const slot of slots) {
      joined.set(valuesOf(slot), at);
      at += slot.variable.size;
    }
    return this.hold(ids, joined).tensor;
  }

  /** Takes what a run gave; what is large is copied, because V8 would keep what it replaces for some steps. */
  become(next: readonly Next[]): void {
    for (const { ids, data } of next) {
      const held = data.byteLength < LARGE ? undefined : this.heldAlone(ids);
      if (held) (held.tensor.data as tf.TypedArray).set(data);
      else this.hold(ids, data);
    }
  }

  /** Gives the variables that runs change their present values. */
  toVariables(): void {
    for (const slot of this.slots.values()) {
      const { variable, changes } = slot;
      if (!changes || variable.isDisposed) continue;
      tf.tidy(() => variable.assign(tf.tensor(valuesOf(slot).slice(), variable.shape, variable.dtype)));
    }
  }

  /** Takes the present values of the variables. */
  async fromVariables(): Promise<void> {
    for (const slot of this.slots.values())
      if (!slot.variable.isDisposed) valuesOf(slot).set(await slot.variable.data());
  }

  /** The memory in which just these variables are, where there is such. */
  private heldAlone(ids: readonly number[]): Held | undefined {
    const [{ held }] = ids.map((id) => this.slots.get(id)!) as [Slot];
    return held.ids.length === ids.length &&
      ids.every((id, i) => held.ids[i] === id && this.slots.get(id)!.held === held)
      ? held
      : undefined;
  }

  private hold(ids: readonly number[], data: Values['data']): Held {
    const [first] = ids.map((id) => this.slots.get(id)!.variable);
    const shape = ids.length === 1 ? first!.shape : [data.length];
    const held = { ids, tensor: hostTensor(first!, shape, data) };
    let from = 0;
    for (const id of ids) {
      const slot = this.slots.get(id)!;
      Object.assign(slot, { held, from });
      from += slot.variable.size;
    }
    return held;
  }
}

const valuesOf = ({ variable, held, from }: Slot): tf.TypedArray =>
  (held.tensor.data as tf.TypedArray).subarray(from, from + variable.size);

function hostTensor({ dtype }: tf.Variable, shape: readonly number[], data: tf.TypedArray): HostTensor {
  return { type: dtype as HostTensor['type'], shape, data: data as HostTensor['data'] }; // string variables are not captured
}
