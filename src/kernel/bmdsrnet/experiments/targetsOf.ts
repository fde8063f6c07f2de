import path from 'node:path';

/**
 * Where the results of image files go: `<name>_x<scale>.png` in one folder.
 * @throws Error where two would be written to one place
 */
export function targetsOf(files: readonly string[], out: string, scale: number): string[] {
  const targets = files.map((file) => path.join(out, `${path.parse(file).name}_x${scale}.png`));
  const twice = targets.findIndex((target, i) => targets.indexOf(target) < i);
  if (twice < 0) return targets;
  throw new Error(
    `${files[targets.indexOf(targets[twice]!)]} and ${files[twice]} would both be written to ${targets[twice]}: ` +
      'give each call one of them, and another folder for its results.',
  );
}
