import { PROTOCOLS, type ProtocolName, type Scale } from '../../bmdsrnet';

/** @throws Error where the text is no whole number from `least` */
export function whole(option: string, text: string, least = 1): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isInteger(number) && number >= least) return number;
  throw new Error(`--${option} must be a whole number from ${least}, not '${text}'`);
}

/** @throws Error where the text is no number above 0 */
export function positive(option: string, text: string): number {
  const number = Number(text);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new Error(`--${option} must be a number above 0, not '${text}'`);
}

/** @throws Error that lists what is known */
export function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((one) => one === text.trim());
  if (found !== undefined) return found;
  throw new Error(`--${option} takes ${known.join(', ')}, not '${text}'`);
}

/** A list with commas. @throws Error that lists what is known, or names what is there twice */
export function listOf<T extends string>(option: string, text: string, known: readonly T[]): T[] {
  return distinct(
    option,
    text.split(',').map((item) => oneOf(option, item, known)),
  );
}

/** Whole numbers with commas. */
export function wholes(option: string, text: string, least = 1): number[] {
  return distinct(
    option,
    text.split(',').map((item) => whole(option, item, least)),
  );
}

function distinct<T>(option: string, items: T[]): T[] {
  const twice = items.find((item, i) => items.indexOf(item) < i);
  if (twice !== undefined) throw new Error(`--${option} names ${twice} twice`);
  return items;
}

export const scalesOf = (text: string | undefined): Scale[] | undefined =>
  text === undefined
    ? undefined
    : listOf('scales', text, ['2', '3', '4']).map((scale) => Number(scale) as Scale);

export const protocolOf = (text: string | undefined): ProtocolName | undefined =>
  text === undefined ? undefined : oneOf('protocol', text, Object.keys(PROTOCOLS) as ProtocolName[]);

/** Without what was not given. */
export function present<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
