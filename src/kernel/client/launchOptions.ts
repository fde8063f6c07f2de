/** What a front end tells the supervisor that it starts; travels as one JSON argument, so it holds no secret. */
export interface LaunchOptions {
  id: string;
  notebook: string | null;
  cwd: string;
  runtimeFolder: string;
  /** Script of the runner; by default `runner.js` beside the supervisor's script. */
  runnerScript?: string;
  idleMs: number;
  finishCells: boolean;
}

/** Descriptor on which the supervisor writes its `KernelRecord` (JSON) once it listens. */
export const READY_FD = 3;
