/** `file.cc:12 void function(parameters)` in the runtime's own messages. */
const SOURCE_LOCATION = /\S+\.(?:cc|h):\d+ .*?\)(?:::<lambda\(.*?\)>)?\s+/g;

/** What the runtime says went wrong, without the place in its sources. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(SOURCE_LOCATION, '').replace(/[\s.]+$/, '');
}
