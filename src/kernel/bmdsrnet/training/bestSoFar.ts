import type { Best } from './reports';

/** Follows one validated value: the best so far, and how long ago that was. More is better. */
export class BestSoFar {
  best: Best | undefined;
  /** Validations since the best one. */
  waited = 0;

  /**
   * @param metric name of the value
   * @param patience validations without a better value after which it is time to stop; undefined for never
   */
  constructor(
    private readonly metric: string,
    private readonly patience: number | undefined,
  ) {
    if (patience !== undefined && !(patience >= 1))
      throw new RangeError(`The patience is ${patience}; give a number of validations, 1 or more.`);
  }

  /**
   * Whether these values are the best so far.
   * @throws RangeError where early stopping waits for a value that validation does not give
   */
  sees(step: number, values: Record<string, number>): boolean {
    const value = values[this.metric];
    if (value === undefined) {
      if (this.patience === undefined) return false;
      throw new RangeError(
        `Early stopping watches "${this.metric}", but validation gives ${Object.keys(values).join(', ') || 'nothing'}. ` +
          'Name one of these in `best`.',
      );
    }
    if (value > (this.best?.value ?? Number.NEGATIVE_INFINITY)) {
      this.best = { step, value };
      this.waited = 0;
      return true;
    }
    this.waited += 1;
    return false;
  }

  /** Goes on from what was saved. */
  restore(best: Best | undefined, waited: number): void {
    this.best = best;
    this.waited = waited;
  }

  /** No validation was better for as long as patience allows. */
  get exhausted(): boolean {
    return this.patience !== undefined && this.waited >= this.patience;
  }
}
