import { createSession, encodeModel, type HostTensor, type Session, type SessionOptions } from '../../onnx';
import { type Emitted, emit } from '../emit/emit';
import { fold } from '../fold/fold';
import { fuse } from '../fuse/fuse';
import { sizeOf } from '../node';
import type { Trace } from '../trace/trace';
import type { States } from './state';
import type { Values } from './types';

export interface ProgramOptions extends SessionOptions {
  /** Channels of a block for the blocked operators, or null to do without them. */
  block: number | null;
}

/** One traced function for inputs of certain shapes, ready to run. */
export class Program {
  private constructor(
    private readonly whole: Trace,
    private readonly emitted: Emitted,
    private readonly session: Session,
    readonly loadMilliseconds: number,
  ) {}

  static async load(traced: Trace, options: ProgramOptions): Promise<Program> {
    const start = performance.now();
    const whole = fuse(fold(traced));
    const emitted = emit(whole, options.block);
    const session = await createSession(encodeModel(emitted.model), options);
    return new Program(whole, emitted, session, performance.now() - start);
  }

  get nodeCount(): number {
    return this.emitted.nodeCount;
  }

  get warnings(): readonly string[] {
    return this.whole.warnings;
  }

  /** Takes in the variables that this program reads or changes. */
  adopt(states: States): void {
    for (const state of this.whole.states)
      if (this.emitted.reads.has(state.id) || this.emitted.writes.has(state.id)) states.adopt(state);
  }

  /** Computes the results and the next values of the states, which count only after `accept`. */
  async run(inputs: readonly HostTensor[], states: States): Promise<Values[]> {
    const feeds: Record<string, HostTensor> = {};
    const fetches: Record<string, HostTensor> = {};
    const isRead = new Set(this.emitted.model.inputs.map(({ name }) => name));
    this.whole.inputs.forEach(({ op }, i) => {
      if (isRead.has(op.name)) feeds[op.name] = inputs[i]!;
    });
    for (const [id, name] of this.emitted.reads) feeds[name] = states.now(id);
    for (const [id, name] of this.emitted.writes) fetches[name] = states.spare(id);
    const results = this.whole.results.map(({ shape, type }): HostTensor => {
      const size = sizeOf(shape);
      const data =
        type === 'float32'
          ? new Float32Array(size)
          : type === 'int32'
            ? new Int32Array(size)
            : new Uint8Array(size);
      return { type, shape, data };
    });
    for (const [i, name] of this.emitted.results.entries()) fetches[name] = results[i]!;
    await this.session.run(feeds, fetches);
    return results.map(({ shape, data }) => ({ shape, data: data as Values['data'] })); // never int64, see above
  }

  accept(states: States): void {
    states.swap(this.emitted.writes.keys());
  }

  /** The results in the form in which the function gives them. */
  shaped(values: readonly Values[]): Values | Values[] | Record<string, Values> {
    const { names, isList } = this.whole;
    if (names === null) return values[0]!;
    return isList ? [...values] : Object.fromEntries(names.map((name, i) => [name, values[i]!]));
  }

  dispose(): Promise<void> {
    return this.session.dispose();
  }
}
