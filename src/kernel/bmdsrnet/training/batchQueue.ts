import type { Batch } from '../types';
import { disposeBatch, type TrainingData } from './data';

/** Prepares the next batch while a step runs. */
export class BatchQueue {
  private prepared: { step: number; batch: Promise<Batch> } | undefined;
  private inBackground = false;

  constructor(private readonly data: TrainingData) {}

  /** The batch of a step; the caller's to dispose. */
  async take(step: number): Promise<Batch> {
    if (this.prepared?.step !== step) {
      await this.dispose();
      this.prepared = this.start(step);
    }
    const { batch } = this.prepared!;
    this.prepared = undefined;
    return batch;
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

  private start(step: number): { step: number; batch: Promise<Batch> } {
    const ask = async (): Promise<Batch> => {
      const batch = this.data.batch(step);
      this.inBackground = batch instanceof Promise;
      return batch;
    };
    const batch = ask();
    batch.catch(() => {}); // told when the batch is taken
    return { step, batch };
  }
}
