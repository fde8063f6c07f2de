/** Runs `work` at once, then at most once in `interval` milliseconds; the last call is never lost. */
export function throttle(work: () => void, interval: number): { call(): void; cancel(): void } {
  let last = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (): void => {
    timer = undefined;
    last = performance.now();
    work();
  };
  return {
    call() {
      if (timer !== undefined) return;
      const wait = last + interval - performance.now();
      if (wait <= 0) run();
      else timer = setTimeout(run, wait);
    },
    cancel: () => clearTimeout(timer),
  };
}
