import { replaceFile } from '../replaceFile';
import { reason } from './fileErrors';

/** Writes a file that appears only once it is complete; folders are made. */
export async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
  await replaceFile(file, content).catch((cause: unknown) => {
    throw new Error(`${file} could not be written: ${reason(cause)}`, { cause });
  });
}
