import type { MethodResult } from '../methods';

/** How the images of other programs were matched with the samples: a wrong order would spoil their row. */
export function matchedNotes(methods: readonly MethodResult[]): string[] {
  return methods.flatMap(({ name, matched }) => {
    if (!matched) return [];
    const why = matched === 'in order' ? ', because none is named after a sample' : '';
    return [`The images of ${name} were matched with the samples ${matched}${why}.`];
  });
}
