/** The data of an output item cannot be shown; the message is a sentence for the user. */
export class BadData extends Error {}

type Json = Record<string, unknown>;

const fail = (path: string, expected: string): never => {
  throw new BadData(
    `The saved data is incomplete: "${path}" should be ${expected}. Run the cell again to replace it.`,
  );
};

/**
 * Checks the envelope that all our outputs share.
 * @throws BadData when it is no object, or of a version this extension cannot read
 */
export function envelope(value: unknown): Json {
  const json = object(value, 'data');
  if (json.version === 1) return json;
  if (typeof json.version === 'number' && json.version > 1) {
    throw new BadData(
      `This output has data version ${json.version}; the installed BMDSRNet Notebooks extension reads version 1. Update the extension, or run the cell again.`,
    );
  }
  return fail('version', '1');
}

export function object(value: unknown, path: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(path, 'an object');
  return value as Json; // checked one line above; its fields stay unknown
}

export function list<T>(value: unknown, path: string, item: (value: unknown, path: string) => T): T[] {
  if (!Array.isArray(value)) return fail(path, 'a list');
  return value.map((one: unknown, index) => item(one, `${path}[${index}]`));
}

export function text(value: unknown, path: string): string {
  return typeof value === 'string' ? value : fail(path, 'text');
}

export function finite(value: unknown, path: string): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fail(path, 'a number');
}

/** A pixel count: a whole number from 1. */
export function extent(value: unknown, path: string): number {
  const number = finite(value, path);
  return Number.isInteger(number) && number > 0 ? number : fail(path, 'a whole number of pixels');
}

export const optional = <T>(
  value: unknown,
  path: string,
  read: (value: unknown, path: string) => T,
): T | undefined => (value === undefined || value === null ? undefined : read(value, path));

export function oneOf<T extends string>(value: unknown, path: string, allowed: readonly T[]): T {
  return allowed.find((one) => one === value) ?? fail(path, `one of ${allowed.join(', ')}`);
}

/** Notes may be missing in data written by hand; they are never worth an error. */
export const notes = (value: unknown): string[] => optional(value, 'notes', (v, p) => list(v, p, text)) ?? [];
