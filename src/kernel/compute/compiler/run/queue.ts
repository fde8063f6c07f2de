/** Runs jobs one after the other, in the order in which they were asked for; one that fails does not stop the next. */
export class Queue {
  private last: Promise<unknown> = Promise.resolve();

  add<T>(job: () => Promise<T>): Promise<T> {
    const result = this.last.then(job);
    this.last = result.catch(() => {});
    return result;
  }
}
