/** What JavaScript, the wasm backend, onnxruntime and Dawn say when memory is short. */
const SAYINGS =
  /bad[_ ]alloc|failed to allocate|out of memory|allocation failed|memory is short|max buffer size/i;

/** Whether an error says that memory did not suffice, so that smaller work may succeed. */
export function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return SAYINGS.test(error.message) || isOutOfMemory(error.cause);
}
