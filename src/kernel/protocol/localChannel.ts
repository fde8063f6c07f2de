import type { Message } from './messages';
import type { ComputeInfo } from './runnerChannel';

/**
 * The local channel: a Unix socket (Windows: named pipe) on which the supervisor listens, in a 0700 directory.
 * Frames of `framing.ts`; part 0 is one of these, buffers belong to `message`.
 */
export type ToSupervisor =
  /** First frame of a connection. `lastSeen` is the last `seq` this client has processed; 0 for none. */
  | { type: 'attach'; secret: string; client: string; lastSeen: number }
  | { type: 'message'; message: Omit<Message, 'buffers'> }
  /** Ends the runner and starts a new one on the same connection. */
  | { type: 'restart' }
  /** Ends the kernel: runner, then supervisor. */
  | { type: 'shutdown' };

export type FromSupervisor =
  | {
      type: 'attached';
      kernel: KernelIdentity;
      state: RunnerState;
      missed: 'none' | 'replayed' | 'truncated';
    }
  | { type: 'refused'; reason: string }
  /** Every broadcast message has a `seq`; replies on shell and control are logged too. */
  | { type: 'message'; seq: number; message: Omit<Message, 'buffers'> }
  | { type: 'state'; state: RunnerState };

export interface KernelIdentity {
  id: string;
  pid: number;
  /** Absolute path of the notebook this kernel belongs to, where there is one. */
  notebook: string | null;
  cwd: string;
  node: string;
  startedAt: string;
}

export interface RunnerState {
  phase: 'starting' | 'idle' | 'busy' | 'dead';
  /** Why it died or restarted last: signal, exit code, out of memory, last stderr lines. */
  reason?: string;
  /** msg_id and nbformat id of the running and the queued cells, so that a client that attaches can draw them. */
  cells: { msgId: string; cellId: string | null; state: 'running' | 'queued' }[];
  compute: ComputeInfo | null;
}

/** A file in the registry folder: how a later window finds a kernel. */
export interface KernelRecord extends KernelIdentity {
  socket: string;
  secret: string;
}
