import { createSession, encodeModel, type HostTensor, type Session, type SessionOptions } from '../../onnx';
import { type Emitted, emit } from '../emit/emit';
import { drawnWith } from '../trace/random';
import type { Trace } from '../trace/trace';
import { numbersOf, type Places, withInputs } from './numbers';
import type { Operators } from './operators';
import { requireHoldable } from './requireHoldable';
import type { Next, States } from './state';
import type { Values } from './types';

/** A traced function as bytes of a model, and what its inputs and outputs mean. */
export interface Written {
  whole: Trace;
  emitted: Emitted;
  bytes: Uint8Array;
  /** Numbers that are inputs. */
  numbers: Places;
}

/** @param traced by `simplify` */
export function write(
  traced: Trace,
  { block, onlyOnnx }: Operators,
  numbers: Places,
  threads: number,
): Written {
  const whole = withInputs(traced, numbers);
  const emitted = emit(whole, block, onlyOnnx, threads);
  return { whole, emitted, bytes: encodeModel(emitted.model), numbers };
}

/** What of a model a program needs once it is loaded; its constants may be large. */
type Loaded = Omit<Emitted, 'model'> & { inputs: ReadonlySet<string> };

/** What a run gives. */
export interface Outcome {
  results: Values[];
  next: readonly Next[];
}

/** One traced function for inputs of certain shapes, ready to run. */
export class Program {
  /** The numbers that are inputs. */
  private given: Record<string, HostTensor>;

  private constructor(
    private whole: Trace,
    private readonly emitted: Loaded,
    readonly numbers: Places,
    private readonly session: Session,
  ) {
    this.given = numbersOf(whole);
  }

  static async load({ whole, emitted, bytes, numbers }: Written, options: SessionOptions): Promise<Program> {
    for (const { shape } of whole.results) requireHoldable(shape);
    const { model, ...names } = emitted;
    const inputs = new Set(model.inputs.map(({ name }) => name));
    return new Program(whole, { ...names, inputs }, numbers, await createSession(bytes, options));
  }

  /** What was recorded. */
  get graph(): Trace {
    return this.whole;
  }

  get nodeCount(): number {
    return this.emitted.nodeCount;
  }

  get warnings(): readonly string[] {
    return this.whole.warnings;
  }

  /** Takes in the variables that this program reads or changes. */
  adopt(states: States): void {
    const { reads, writes } = this.emitted;
    this.whole.states.forEach(({ ids }, i) => {
      if (!reads.has(i) && !writes.has(i)) return;
      for (const id of ids) states.adopt(id, this.whole.variables.get(id)!, writes.has(i));
    });
  }

  /** Computes the results and the next values of the states, which count only after `accept`. */
  async run(inputs: readonly HostTensor[], states: States): Promise<Outcome> {
    const feeds: Record<string, HostTensor> = {};
    this.whole.inputs.forEach(({ op }, i) => {
      if (this.emitted.inputs.has(op.name)) feeds[op.name] = inputs[i]!;
    });
    Object.assign(feeds, this.given, this.drawn());
    for (const [i, name] of this.emitted.reads) feeds[name] = states.now(this.whole.states[i]!.ids);
    const computed = await this.session.run(feeds);
    const data = (name: string) => computed[name]!.data as Values['data']; // never int64: no graph has them
    return {
      results: this.whole.results.map(({ shape }, i) => ({ shape, data: data(this.emitted.results[i]!) })),
      next: [...this.emitted.writes].map(([i, name]) => ({
        ids: this.whole.states[i]!.ids,
        data: data(name),
      })),
    };
  }

  /** New random numbers. The draws take their seeds in the order of eager ones, even where nothing needs them. */
  private drawn(): Record<string, HostTensor> {
    const feeds: Record<string, HostTensor> = {};
    for (const draw of this.whole.draws) {
      const seed = Math.random();
      if (this.emitted.inputs.has(draw.name))
        feeds[draw.name] = { type: 'float32', shape: draw.shape, data: drawnWith(draw, seed) };
    }
    return feeds;
  }

  accept({ next }: Outcome, states: States): void {
    states.become(next);
    this.whole.surroundings.countSteps();
  }

  /** Whether the function may do something else now than when it was recorded. */
  isOutdated(): boolean {
    return this.whole.surroundings.haveChanged();
  }

  /** Takes a later, simplified recording in which only numbers that are inputs differ. */
  wasRecordedAs(traced: Trace): void {
    this.whole = withInputs(traced, this.numbers);
    this.given = numbersOf(this.whole);
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
