import type * as tf from '@tensorflow/tfjs';
import { defaultProvider, type HostTensor } from '../../onnx';
import { threadsToUse } from '../../threads';
import type { ValueType } from '../node';
import { simplify } from '../simplify';
import { CompileError, callingLine } from '../trace/error';
import { readBefore } from '../trace/readBefore';
import { type Results, type Trace, trace } from '../trace/trace';
import { runEagerly } from './eager';
import { readInputs } from './inputs';
import { changedNumbers, type Places } from './numbers';
import { PLAIN, usableOperators } from './operators';
import { type Outcome, Program, write } from './program';
import { Queue } from './queue';
import { States } from './state';
import type { Attempt, Compiled, CompileOptions, CompileStats, Computed, Input } from './types';

/**
 * Makes a function of tensors run as one ONNX graph: a forward pass, or a whole training step with
 * `tf.variableGrads` and an optimiser. It is recorded once for each combination of input shapes (several times where it draws
 * random numbers), so it must be the same at each run: what changes from run to run, as a step number, has to be an input or
 * a tf.Variable. Random numbers that `tf.randomUniform`, `tf.randomNormal`, `tf.truncatedNormal` or `tf.dropout` draw without a
 * seed are drawn anew at each run. A setting of a tf.train optimiser that was changed, such as its learning rate, and a
 * captured tensor that was disposed are noticed: the function is recorded again, and compiled again the first time. Captured
 * variables live in the compiled function from its first run on: `sync` brings them back.
 *
 * @throws CompileError at the first run, with the line, for values that are read inside and for unknown operations
 */
export function compile<A extends readonly tf.Tensor[], R extends Results>(
  fn: (...inputs: A) => R,
  options: CompileOptions = {},
): Compiled<A, R> {
  return options.eager ? runEagerly(fn) : new CompiledFunction(fn, options);
}

class CompiledFunction<A extends readonly tf.Tensor[], R extends Results> implements Compiled<A, R> {
  readonly stats: CompileStats = { nodes: 0, traceMs: 0, loadMs: 0, programs: 0, runs: 0 };
  private readonly states = new States();
  /** By shapes; the one that was used last is last. */
  private readonly programs = new Map<string, Program>();
  /** Programs whose function has not been recorded since `renew`. */
  private readonly doubtful = new Set<Program>();
  /** Runs and what frees their programs must not overlap: they share the memory of the variables. */
  private readonly queue = new Queue();
  /** The attempt that may still be accepted. */
  private latest: symbol | undefined;
  /** The user's line. */
  private readonly madeAt = callingLine();

  constructor(
    private readonly fn: (...inputs: A) => R,
    private readonly options: CompileOptions,
  ) {}

  run(...inputs: { [K in keyof A]: Input }): Promise<Computed<R>> {
    this.latest = undefined;
    const given = readInputs(inputs, this.fn.length);
    return this.queue.add(async () => {
      const { outcome, program } = await this.compute(await given);
      program.accept(outcome, this.states);
      return program.shaped(outcome.results) as Computed<R>;
    });
  }

  attempt(...inputs: { [K in keyof A]: Input }): Promise<Attempt<R>> {
    const attempt = Symbol('attempt');
    this.latest = attempt;
    const given = readInputs(inputs, this.fn.length);
    return this.queue.add(async () => {
      const { outcome, program } = await this.compute(await given);
      return {
        results: program.shaped(outcome.results) as Computed<R>,
        accept: () => {
          if (this.latest !== attempt) return;
          program.accept(outcome, this.states);
          this.latest = undefined;
        },
      };
    });
  }

  sync(): void {
    this.states.toVariables();
  }

  load(): Promise<void> {
    this.latest = undefined;
    return this.queue.add(() => this.states.fromVariables());
  }

  renew(): void {
    for (const program of this.programs.values()) this.doubtful.add(program);
  }

  dispose(): Promise<void> {
    this.latest = undefined;
    return this.queue.add(async () => {
      this.doubtful.clear();
      for (const program of this.programs.values()) await program.dispose();
      this.programs.clear();
      this.stats.programs = 0;
    });
  }

  private async compute(inputs: readonly HostTensor[]): Promise<{ outcome: Outcome; program: Program }> {
    const program = await this.programFor(inputs);
    const outcome = await program.run(inputs, this.states);
    this.stats.runs += 1;
    return { outcome, program };
  }

  private async programFor(inputs: readonly HostTensor[]): Promise<Program> {
    const key = inputs.map(({ type, shape }) => `${type} ${shape}`).join(' | ');
    const program = await this.currentProgram(key, inputs);
    this.programs.delete(key);
    this.programs.set(key, program);
    const [oldest] = this.programs;
    if (oldest && this.programs.size > Math.max(1, this.options.maxShapes ?? 8)) {
      this.programs.delete(oldest[0]);
      this.doubtful.delete(oldest[1]);
      await oldest[1].dispose();
    }
    this.stats.programs = this.programs.size;
    return program;
  }

  private async currentProgram(key: string, inputs: readonly HostTensor[]): Promise<Program> {
    const known = this.programs.get(key);
    if (known && !this.doubtful.has(known) && !known.isOutdated()) return known;
    const traced = await this.record(inputs);
    const changed = known && changedNumbers(known.graph, traced);
    const numbers = new Set(changed && [...changed, ...known.numbers]);
    if (known) {
      this.doubtful.delete(known);
      if (changed && numbers.size === known.numbers.size) {
        known.wasRecordedAs(traced);
        return known;
      }
      this.programs.delete(key);
      await known.dispose();
    }
    return this.prepare(traced, numbers);
  }

  private async record(inputs: readonly HostTensor[]): Promise<Trace> {
    const start = performance.now();
    const specs = inputs.map(({ shape, type }) => ({ shape, type: type as ValueType })); // as made by hostInput
    // The function takes just those inputs that the caller's types ask for.
    const fn = this.fn as unknown as (...inputs: tf.Tensor[]) => Results;
    try {
      await readBefore(fn, specs);
      return simplify(trace(fn, specs, this.options.constants ?? false));
    } catch (error) {
      if (error instanceof CompileError) error.happenedAt(this.madeAt);
      throw error;
    } finally {
      this.stats.traceMs = performance.now() - start;
    }
  }

  private async prepare(traced: Trace, numbers: Places): Promise<Program> {
    const { blocked = true, constants = false, onWarning = console.warn } = this.options;
    const { threads = threadsToUse(), provider = defaultProvider(), profile } = this.options;
    const start = performance.now();
    // Only the processor has blocked operators, and with constant filters onnxruntime blocks by itself, and plans better.
    const canBlock = blocked && provider === 'cpu';
    const { block: usable, onlyOnnx } = constants ? PLAIN : await usableOperators(onWarning);
    const block = canBlock ? usable : null;
    const written = write(traced, { block, onlyOnnx }, numbers, threads);
    const program = await Program.load(written, {
      rewrites: block === null,
      threads,
      provider,
      onWarning,
      ...(profile ? { profile } : {}),
    });
    program.adopt(this.states);
    for (const warning of program.warnings) onWarning(warning);
    this.stats.nodes = program.nodeCount;
    this.stats.loadMs = performance.now() - start;
    return program;
  }
}
