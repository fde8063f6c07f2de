const FOLLOWS = /due to a previous error/;

/**
 * What a GPU device reported outside any call. WebGPU drops invalid work silently and goes on with zeros, so operations and
 * reads look here before they trust a number.
 */
export class DeviceErrors {
  /** The first report since the last look: the cause of the rest. */
  private pending: string | undefined;
  /** The latest report that does not follow from another. */
  private cause: string | undefined;
  private loss: string | undefined;

  report(message: string): void {
    if (this.cause === undefined || !FOLLOWS.test(message)) this.cause = message;
    this.pending ??= this.cause;
  }

  /** From now on everything fails. */
  reportLoss(message: string): void {
    this.loss = message;
  }

  get isLost(): boolean {
    return this.loss !== undefined;
  }

  /** @throws Error with what the device reported since the last look, or that it is lost */
  check(): void {
    if (this.loss !== undefined) throw new Error(this.loss);
    if (this.pending === undefined) return;
    const message = this.pending;
    this.pending = undefined;
    throw new Error(`The GPU dropped work, results since the last check are not valid: ${message}`);
  }

  /** Why a read failed: the device's own words say only that it was aborted. */
  explain(error: unknown): Error {
    if (this.loss !== undefined) return new Error(this.loss, { cause: error });
    this.pending = undefined;
    if (this.cause === undefined) return error instanceof Error ? error : new Error(String(error));
    return new Error(`The GPU dropped the work that this tensor needs: ${this.cause}`, { cause: error });
  }
}
