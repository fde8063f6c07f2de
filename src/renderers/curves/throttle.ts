/**
 * Runs `work` at once, then never sooner than `interval` milliseconds after its end: slow work on a busy machine leaves
 * time for everything else. Calls meanwhile become one; the last is never lost.
 */
export function throttle(work: () => Promise<void>, interval: number): { call(): void; cancel(): void } {
  let state: 'idle' | 'resting' | 'called again' = 'idle';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = async (): Promise<void> => {
    state = 'resting';
    try {
      await work();
    } finally {
      timer = setTimeout(rested, interval);
    }
  };
  const rested = (): void => {
    if (state === 'called again') void run();
    else state = 'idle';
  };
  return {
    call() {
      if (state === 'idle') void run();
      else state = 'called again';
    },
    cancel: () => clearTimeout(timer),
  };
}
