import { type BootstrapOptions, pairedDifference } from '../../metrics';
import type { MethodComparison, MethodResult } from './methodComparison';

/**
 * Methods that were measured one after another on the same set, as one comparison.
 * @param reference the method that the others are compared with. Default the first
 * @throws RangeError where the sets, the numbers of images or the protocols differ, or two methods have one name
 */
export function joinComparisons(
  parts: readonly MethodComparison[],
  { reference, bootstrap = {} }: { reference?: string; bootstrap?: BootstrapOptions } = {},
): MethodComparison {
  const [first] = parts;
  if (!first) throw new RangeError('there is no comparison to join: give at least one');
  const methods = parts.flatMap((part) => part.methods);
  requireOneName(methods.map(({ name }) => name));
  for (const part of parts) requireAlike(first, part);
  const pictures = first.pictures.map((kept) => ({
    ...kept,
    outputs: parts.flatMap((part) => part.pictures.find(({ index }) => index === kept.index)?.outputs ?? []),
  }));
  const base = reference ?? methods[0]!.name;
  return {
    ...first,
    reference: base,
    methods: withAdvantages(methods, base, bootstrap),
    pictures: pictures.filter(({ outputs }) => outputs.length === methods.length),
  };
}

/** The methods with their paired differences to one of them. */
export function withAdvantages(
  methods: readonly MethodResult[],
  reference: string,
  bootstrap: BootstrapOptions,
): MethodResult[] {
  const base = methods.find(({ name }) => name === reference);
  if (!base) {
    const names = methods.map(({ name }) => name).join(', ');
    throw new RangeError(`the reference '${reference}' is none of the methods: ${names}`);
  }
  const psnrs = ({ images }: MethodResult): number[] => images.map(({ psnr }) => psnr);
  return methods.map((method) => ({
    ...method,
    advantage: method === base ? null : pairedDifference(psnrs(method), psnrs(base), bootstrap),
  }));
}

/** @throws RangeError that says which name is there twice */
export function requireOneName(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new RangeError(`two methods are called '${twice}': give each a name of its own`);
}

function requireAlike(a: MethodComparison, b: MethodComparison): void {
  const facts = (one: MethodComparison): [string, string | number | null][] => [
    ['scale', one.scale],
    ['set', one.measuredOn],
    ['number of images', one.methods[0]?.images.length ?? 0],
    ['protocol', one.protocolText],
    ['LPIPS', one.lpipsText],
  ];
  for (const [i, [what, value]] of facts(a).entries()) {
    const other = facts(b)[i]![1];
    if (value !== other)
      throw new RangeError(`comparisons of different ${what} can't be joined: ${value} and ${other}`);
  }
}
