import path from 'node:path';

const VIDEO = /\.(mp4|m4v|mov|avi|mkv|webm|mpe?g|mts|m2ts|wmv|3gp|ogv|y4m)$/i;

/** Whether a file is a video, by its name or its first bytes. */
export function isVideo(name: string, bytes?: Uint8Array): boolean {
  if (VIDEO.test(name)) return true;
  if (!bytes) return false;
  const text = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1');
  return (
    text(4, 8) === 'ftyp' || // MP4, MOV; AVIF too, but what decodes as an image is never asked about
    text(0, 4) === '\x1a\x45\xdf\xa3' || // Matroska, WebM
    (text(0, 4) === 'RIFF' && text(8, 12) === 'AVI ')
  );
}

/** How to get frames out of a video; the command works in every shell. */
export function extractionAdvice(video: string): string {
  const { dir, name } = path.parse(video);
  const folder = path.join(dir, `${name}-frames`);
  return (
    `Frames are needed, as numbered images in a folder. Make the folder "${folder}" and extract them with ffmpeg ` +
    `(https://ffmpeg.org): ffmpeg -i "${video}" "${path.join(folder, '%06d.png')}" - then give that folder.`
  );
}
