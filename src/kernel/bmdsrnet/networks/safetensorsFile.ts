import { readFile } from 'node:fs/promises';
import { replaceFile } from '../replaceFile';
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from './safetensors';

/**
 * Writes under another name first, so that an old file stays whole until the new one is.
 *
 * @throws Error that names the file and says why it could not be written
 */
export async function writeSafetensors(file: SafetensorsFile, path: string): Promise<void> {
  try {
    await replaceFile(path, encodeSafetensors(file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The weights could not be saved to ${path}: ${why}. Choose another place, or make room there.`,
      { cause: error },
    );
  }
}

/** @throws Error that names the file and says whether it is absent, cut, damaged or of another format */
export async function readSafetensors(path: string): Promise<SafetensorsFile> {
  const bytes = await readFile(path).catch((error: Error) => {
    throw new Error(`Can't read the weights in ${path}: ${error.message}`, { cause: error });
  });
  try {
    return decodeSafetensors(bytes);
  } catch (error) {
    throw new Error(
      `Can't read the weights in ${path}: ${(error as Error).message}. Save or copy them again.`,
      { cause: error },
    );
  }
}
