/** The parts of TensorFlow.js' BufferManager that count and keep buffers. */
export interface BufferManager {
  numBytesUsed: number;
  numBytesAllocated: number;
  numFreeBuffers: number;
  /** By size and usage. */
  freeBuffers: Map<string, { size: number; destroy(): void }[]>;
  acquireBuffer(...call: unknown[]): unknown;
  releaseBuffer(...call: unknown[]): void;
}

/** Kept in any case. */
const LEAST = 64 * 2 ** 20;

/**
 * Bounds the buffers that TensorFlow.js keeps for the next tensor of exactly their size, which it does for ever: at most as
 * many bytes stay free as were ever in use at once, so that a step that comes again finds all of its own. Sizes that were not
 * wanted for longest go first.
 */
export function boundPool(manager: BufferManager, least = LEAST): void {
  const acquire = manager.acquireBuffer.bind(manager);
  const release = manager.releaseBuffer.bind(manager);
  let most = least;
  manager.acquireBuffer = (...call) => {
    const buffer = acquire(...call);
    most = Math.max(most, manager.numBytesUsed);
    return buffer;
  };
  manager.releaseBuffer = (...call) => {
    release(...call);
    const { size, usage } = call[0] as { size: number; usage: number };
    const key = `${size}_${usage}`;
    const same = manager.freeBuffers.get(key);
    if (same) {
      manager.freeBuffers.delete(key);
      manager.freeBuffers.set(key, same); // now the last
    }
    while (manager.numBytesAllocated - manager.numBytesUsed > most && destroyOldest(manager));
  };
}

function destroyOldest(manager: BufferManager): boolean {
  for (const [key, buffers] of manager.freeBuffers) {
    const buffer = buffers.pop();
    if (!buffer) {
      if (manager.freeBuffers.size > 1) manager.freeBuffers.delete(key); // the manager takes an empty map for a disposed one
      continue;
    }
    buffer.destroy();
    manager.numFreeBuffers -= 1;
    manager.numBytesAllocated -= buffer.size;
    return true;
  }
  return false;
}
