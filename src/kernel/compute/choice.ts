import { describeExecution, type Execution } from './execution';

/** Backends by their TensorFlow.js names, best first: the order in which they are tried. */
export const BACKENDS = ['tensorflow', 'webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** Which backend computes, and why. */
export interface BackendChoice {
  backend: string;
  /** One sentence: why this one. */
  reason: string;
  /** Those tried before it, with why each was not taken. */
  rejected: { backend: string; reason: string }[];
  /** Threads of the backend. */
  threads: number;
}

/** The backend, and how training steps and restorations run with it. */
export interface ComputeChoice extends BackendChoice {
  execution: Execution;
}

/** A backend that may or may not work on this machine. */
export interface Candidate {
  name: BackendName;
  /** What a user can do when this backend was asked for and does not work. */
  advice: string;
  /**
   * Makes it the current TensorFlow.js backend. Throws with the reason where it can't.
   * @param forced the user named this backend, so a poor device is taken too
   */
  start(forced: boolean): Promise<Started>;
  /** Takes it out again after a failed self-test. */
  stop(): void;
}

export interface Started {
  /** One sentence fragment: what it runs on. */
  detail: string;
  threads: number;
}

/**
 * The first candidate that starts and passes the self-test, in the order given.
 * @param requested a backend's name, or `auto`; `auto` never takes `cpu`, which needs minutes for a training step
 * @param selfTest throws where the current backend computes wrong numbers
 * @throws Error when the requested backend, or every one, fails: with each reason and what to do
 */
export async function chooseBackend(
  candidates: readonly Candidate[],
  requested: BackendName | 'auto',
  selfTest: () => Promise<void>,
): Promise<BackendChoice> {
  const forced = requested !== 'auto';
  const rejected: ComputeChoice['rejected'] = [];
  const tried = candidates.filter(({ name }) => (forced ? name === requested : name !== 'cpu'));
  for (const candidate of tried) {
    try {
      const { detail, threads } = await candidate.start(forced);
      await selfTest();
      const why = forced ? `asked for; ${detail}` : detail;
      return { backend: candidate.name, reason: why, rejected, threads };
    } catch (error) {
      candidate.stop();
      rejected.push({ backend: candidate.name, reason: firstLine(error) });
    }
  }
  const reasons = rejected.map(({ backend, reason }) => `${backend}: ${reason}`).join('; ');
  const advice = tried.map((candidate) => candidate.advice).join(' ');
  throw new Error(
    forced
      ? `The compute backend '${requested}' was asked for but does not work here (${reasons}). ${advice} Or unset BMDSRNET_BACKEND to let the kernel choose.`
      : `No compute backend works here (${reasons}). ${advice}`,
  );
}

/** Lines for a banner: the choice and its reason, how training runs, then each backend or provider that was passed over. */
export function describeCompute(choice: ComputeChoice): string {
  const { backend, reason, rejected, threads } = choice;
  const parallel = threads > 1 ? `, ${threads} threads` : '';
  const passed = rejected.map((other) => `not ${other.backend}: ${other.reason}`);
  return [`${backend}${parallel} (${reason})`, describeExecution(choice.execution), ...passed].join('\n');
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n')[0]!.slice(0, 300);
}
