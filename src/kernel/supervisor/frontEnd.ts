import type { Message, RunnerState } from '../protocol';

/**
 * A door of the kernel: the local channel of VS Code, or ZMTP for Jupyter front ends. The kernel knows doors only
 * through this interface; a door knows the kernel only through {@link Kernel}.
 */
export interface FrontEnd {
  /** Sends an iopub message to every client of this door. Never blocks. */
  publish(message: Message): void;
  /** The runner's state or the queue changed. */
  stateChanged(state: RunnerState): void;
  /** Flushes what was sent, then closes; called once when the kernel ends. */
  close(): Promise<void>;
}

/** Whoever sent a request: replies (`shell`, `control`) and input requests (`stdin`) for it go there. */
export interface Origin {
  send(message: Message): void;
}

/** What a door may ask of the kernel. */
export interface Kernel {
  /** A client's message on `shell`, `control` or `stdin`; it has been authenticated. */
  receive(message: Message, from: Origin): void;
  state(): RunnerState;
  restart(): void;
  /** Ends runner and supervisor; closes every door. */
  shutdown(): void;
}
