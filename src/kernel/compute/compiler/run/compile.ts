import type * as tf from '@tensorflow/tfjs';
import { type HostTensor, probeBlockSize } from '../../onnx';
import type { ValueType } from '../node';
import { type Results, trace } from '../trace/trace';
import { runEagerly } from './eager';
import { hostInput } from './inputs';
import { Program, write } from './program';
import { States } from './state';
import type { Attempt, Compiled, CompileOptions, CompileStats, Computed, Input } from './types';

/**
 * Makes a function of tensors run as one ONNX graph: a forward pass, or a whole training step with
 * `tf.variableGrads` and an optimiser. It is recorded once for each combination of input shapes, so it must be the same
 * at each run: what changes from run to run (learning rate, step number, random numbers) has to be an input or a
 * tf.Variable. Captured variables live in the compiled function from its first run on: `sync` brings them back.
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
  /** The attempt that may still be accepted. */
  private latest: symbol | undefined;

  constructor(
    private readonly fn: (...inputs: A) => R,
    private readonly options: CompileOptions,
  ) {}

  async run(...inputs: { [K in keyof A]: Input }): Promise<Computed<R>> {
    const { results, accept } = await this.attempt(...inputs);
    accept();
    return results;
  }

  async attempt(...inputs: { [K in keyof A]: Input }): Promise<Attempt<R>> {
    const given = await Promise.all(inputs.map(hostInput));
    const program = await this.programFor(given);
    const values = await program.run(given, this.states);
    this.stats.runs += 1;
    const attempt = Symbol('attempt');
    this.latest = attempt;
    return {
      results: program.shaped(values) as Computed<R>, // in the form that the function gave when it was recorded
      accept: () => {
        // A later run has written over what this one gave the variables.
        if (this.latest !== attempt) return;
        program.accept(this.states);
        this.latest = undefined;
      },
    };
  }

  sync(): void {
    this.states.toVariables();
  }

  load(): Promise<void> {
    return this.states.fromVariables();
  }

  renew(): void {
    for (const program of this.programs.values()) this.doubtful.add(program);
  }

  async dispose(): Promise<void> {
    this.doubtful.clear();
    for (const program of this.programs.values()) await program.dispose();
    this.programs.clear();
    this.stats.programs = 0;
  }

  private async programFor(inputs: readonly HostTensor[]): Promise<Program> {
    const key = inputs.map(({ type, shape }) => `${type} ${shape}`).join(' | ');
    const known = this.programs.get(key);
    this.programs.delete(key);
    const program = known && !this.doubtful.has(known) ? known : await this.compileFor(inputs, known);
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

  /** @param known the program so far, which is kept if the function is still the same */
  private async compileFor(inputs: readonly HostTensor[], known?: Program): Promise<Program> {
    const { blocked = true, constants = false, onWarning = console.warn } = this.options;
    const { threads, provider, profile } = this.options;
    let start = performance.now();
    const specs = inputs.map(({ shape, type }) => ({ shape, type: type as ValueType })); // as made by hostInput
    // The function takes just those inputs that the caller's types ask for.
    const traced = trace(this.fn as unknown as (...inputs: tf.Tensor[]) => Results, specs, constants);
    this.stats.traceMs = performance.now() - start;
    start = performance.now();
    // Only the processor has blocked operators, and with constant filters onnxruntime blocks by itself, and plans better.
    const canBlock = blocked && !constants && (provider ?? 'cpu') === 'cpu';
    const block = canBlock ? await probeBlockSize() : null;
    const written = write(traced, block);
    if (known) {
      this.doubtful.delete(known);
      if (known.digest === written.digest) return known;
      await known.dispose();
    }
    const program = await Program.load(written, {
      rewrites: block === null,
      ...(threads ? { threads } : {}),
      ...(provider ? { provider } : {}),
      ...(profile ? { profile } : {}),
    });
    program.adopt(this.states);
    for (const warning of program.warnings) onWarning(warning);
    this.stats.nodes = program.nodeCount;
    this.stats.loadMs = performance.now() - start;
    return program;
  }
}
