/**
 * Makes items ahead of their use: asked for item `step`, begins the `ahead` items after it too. Holds no more than
 * these; a jump elsewhere drops them.
 */
export class Prefetch<T> {
  readonly #items = new Map<number, Promise<T>>();

  constructor(
    readonly ahead: number,
    readonly make: (step: number) => Promise<T>,
    readonly onJump: () => void,
  ) {}

  get(step: number): Promise<T> {
    if (this.#items.size > 0 && !this.#items.has(step)) {
      this.#items.clear();
      this.onJump();
    }
    for (const old of this.#items.keys()) if (old < step) this.#items.delete(old);
    for (let next = step; next <= step + this.ahead; next++) {
      if (this.#items.has(next)) continue;
      const item = this.make(next);
      // Told to whoever waits for this item, if anybody does; asked for again, it is tried again.
      item.catch(() => {
        if (this.#items.get(next) === item) this.#items.delete(next);
      });
      this.#items.set(next, item);
    }
    return this.#items.get(step)!;
  }
}
