import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { reason } from '../fileErrors';
import { extractionAdvice, isVideo } from '../video';

const IMAGE = /\.(png|jpe?g|webp|tiff?|bmp)$/i;

/** What a folder of a data set holds, names in numeric order. */
export interface Listing {
  images: string[];
  folders: string[];
  others: string[];
}

/**
 * Lists a folder.
 * @param meaning what the folder is to the reader of an error, such as "the folder of frames"
 */
export async function listFolder(folder: string, meaning: string): Promise<Listing> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(async (cause: Error) => {
    throw new Error(await whyNotListed(folder, meaning, cause), { cause });
  });
  // A link is what it points to; hidden files are the system's, not the set's.
  const visible = entries.filter(({ name }) => !name.startsWith('.'));
  const kinds = await Promise.all(
    visible.map(async (entry) => ({
      name: entry.name,
      folder: entry.isSymbolicLink()
        ? await stat(path.join(folder, entry.name)).then(
            (target) => target.isDirectory(),
            () => false,
          )
        : entry.isDirectory(),
    })),
  );
  const names = (test: (entry: { name: string; folder: boolean }) => boolean): string[] =>
    sortedByNumber(kinds.filter(test).map(({ name }) => name));
  return {
    images: names((entry) => !entry.folder && IMAGE.test(entry.name)),
    folders: names((entry) => entry.folder),
    others: names((entry) => !entry.folder && !IMAGE.test(entry.name)),
  };
}

/** What an error about a folder without images adds: a video in it is what its owner meant. */
export function videoAdvice(folder: string, { others }: Listing): string {
  const video = others.find((name) => isVideo(name));
  return video ? ` It holds a video, ${video}. ${extractionAdvice(path.join(folder, video))}` : '';
}

async function whyNotListed(folder: string, meaning: string, cause: Error): Promise<string> {
  const isFile = await stat(folder).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isFile && isVideo(folder)) return `${folder} is a video. ${extractionAdvice(folder)}`;
  if (isFile) {
    return (
      `${folder} is a file, but ${meaning} is needed: give a folder of numbered images. Of a video, ` +
      'extract them with ffmpeg: ffmpeg -i VIDEO FOLDER/%06d.png'
    );
  }
  if ('code' in cause && cause.code === 'ENOENT') {
    return `${meaning} ${folder} cannot be listed: check the path, it does not exist; relative paths start from ${process.cwd()}`;
  }
  return `${meaning} ${folder} cannot be listed: check the path (${reason(cause)})`;
}

function sortedByNumber(names: readonly string[]): string[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return names.toSorted(compare);
}
