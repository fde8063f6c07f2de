import type { Batch } from '../types';
import { disposeBatch, type TrainingData } from './data';

interface Prepared {
  step: number;
  batch: Promise<Batch>;
  /** For which making it held this thread, as data in memory does. */
  milliseconds: number;
}

/** Prepares the next batch while a step runs, and knows how long training waited for data all the same. */
export class BatchQueue {
  private prepared: Prepared | undefined;
  private inBackground = false;

  constructor(
    private readonly data: TrainingData,
    /** Clock in milliseconds. */
    private readonly now: () => number,
  ) {}

  /** The batch of a step, the caller's to dispose, and how long that step waited for it. */
  async take(step: number): Promise<{ batch: Batch; waitedSeconds: number }> {
    const asked = this.now();
    let held = 0;
    if (this.prepared?.step === step) held = this.prepared.milliseconds;
    else {
      await this.dispose();
      this.prepared = this.start(step);
    }
    const { batch } = this.prepared;
    this.prepared = undefined;
    const ready = await batch;
    return { batch: ready, waitedSeconds: (held + this.now() - asked) / 1000 };
  }

  /**
   * Runs `work` with the batch of `step` under way. Data that works in the background is asked first, because an
   * eager step may hold this thread to its end; other data after `work` has handed its operations to the device.
   */
  async during<T>(step: number | undefined, work: () => Promise<T>): Promise<T> {
    if (step !== undefined && this.inBackground) this.prepared = this.start(step);
    const working = work();
    if (step !== undefined) this.prepared ??= this.start(step);
    return working;
  }

  async dispose(): Promise<void> {
    const unused = this.prepared;
    this.prepared = undefined;
    if (unused) await unused.batch.then(disposeBatch, () => {});
  }

  private start(step: number): Prepared {
    const begun = this.now();
    const ask = async (): Promise<Batch> => {
      const batch = this.data.batch(step);
      this.inBackground = batch instanceof Promise;
      return batch;
    };
    const batch = ask();
    batch.catch(() => {}); // told when the batch is taken
    return { step, batch, milliseconds: this.now() - begun };
  }
}
