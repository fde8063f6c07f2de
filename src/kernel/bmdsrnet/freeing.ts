import { reason } from './data/fileErrors';

/** Frees what nobody waits for: where that fails the console hears it, because nobody else can. Begins at once. */
export async function freeing(what: string, free: () => void | Promise<void>): Promise<void> {
  try {
    await free();
  } catch (error) {
    console.warn(`${what} could not be freed: ${reason(error)}`);
  }
}
