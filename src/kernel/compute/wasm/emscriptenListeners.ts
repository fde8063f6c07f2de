const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Runs `start` and takes out the process listeners it left behind. Emscripten's rethrow whatever they are given:
 * a rejected promise in a cell would end the kernel. Its `Worker` on the global object goes too.
 */
export async function removingNewListeners<T>(start: () => Promise<T>): Promise<T> {
  const before = EVENTS.map((event) => new Set<unknown>(process.rawListeners(event)));
  const hadWorker = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  try {
    return await start();
  } finally {
    for (const [i, event] of EVENTS.entries()) {
      const listeners = process.rawListeners(event) as ((...values: unknown[]) => void)[]; // process types them per event
      for (const listener of listeners.filter(
        (one) => !before[i]!.has(one) && /throw (ex|reason)/.test(String(one)),
      )) {
        process.removeListener(event, listener);
      }
    }
    if (hadWorker) Object.defineProperty(globalThis, 'Worker', hadWorker);
    else Reflect.deleteProperty(globalThis, 'Worker');
  }
}
