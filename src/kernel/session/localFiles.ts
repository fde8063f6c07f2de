import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];
/** What TypeScript lets one write for a source file: the name of its output. */
const SOURCES: Record<string, string[]> = { '.js': ['.ts', '.tsx'], '.mjs': ['.mts'], '.cjs': ['.cts'] };

/** Whether a specifier names a file rather than a package or a builtin. */
export const isLocal = (specifier: string): boolean =>
  /^(\.{1,2}(\/|$)|file:)/.test(specifier) || path.isAbsolute(specifier);

const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;

/** The file that a specifier means, seen from `folder`. @throws Error that lists what was looked for. */
export function resolveLocal(specifier: string, folder: string): string {
  const target = specifier.startsWith('file:') ? fileURLToPath(specifier) : path.resolve(folder, specifier);
  const extension = path.extname(target);
  const candidates = [
    target,
    ...(SOURCES[extension] ?? []).map((source) => target.slice(0, -extension.length) + source),
    ...EXTENSIONS.map((ending) => target + ending),
    ...EXTENSIONS.map((ending) => path.join(target, `index${ending}`)),
  ];
  const found = candidates.find(isFile);
  if (found) return found;
  throw Object.assign(
    new Error(
      `Cannot find module '${specifier}' from ${folder}: there is no ${path.basename(target)}, also not with ${EXTENSIONS.join(', ')} or as a folder with an index file.`,
    ),
    { code: 'ERR_MODULE_NOT_FOUND' },
  );
}
