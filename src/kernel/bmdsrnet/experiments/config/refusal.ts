/** Says how an experiment in a folder differs from what was asked for, and what to do. */
export function refusal(folder: string, what: string, changes: readonly string[], why = ''): Error {
  return new Error(
    `${folder} holds an experiment with ${what}:\n${changes.map((change) => `  ${change}`).join('\n')}\n` +
      `${why && `${why}\n`}Name another folder, or give what it was begun with to go on with it.`,
  );
}
