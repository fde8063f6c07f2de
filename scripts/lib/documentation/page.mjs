// The library's documentation as one Markdown page.

/** Folders in the order in which a reader meets them, and what each is about. */
const FOLDERS = {
  networks: 'BMDSRNet, its parts and variants, weights and model cards.',
  losses: 'Eq. 1, Eq. 2, Eq. 3 and the features they are measured in.',
  data: 'Samples from files, from folders, from GOPRO and drawn by a program; degradation, batches, sets on disk.',
  training: 'Training, recipes, schedules, and runs in a folder that can be stopped and gone on with.',
  evaluation: 'Restoring images, measuring them, tables and figures.',
  metrics: 'PSNR, SSIM and LPIPS with the protocol that belongs to a number.',
  baselines: 'What BMDSRNet is compared with.',
  experiments: 'The tables of the paper as functions.',
  display: 'Outputs of a cell.',
  compute: 'Backends, compiled graphs and operations that TensorFlow.js lacks.',
  session: 'The kernel that cells run in.',
  basics: 'Types and constants that everything shares; seeded random numbers.',
};

/** Functions, classes and constants, each as a paragraph. */
export const apiPage = (entries) =>
  page(
    '# What cells import from `bmdsrnet`',
    [
      'Written by `npm run docs` from the doc comments in `src/kernel`. Images are RGB in [0, 1], tensors [N, H, W, C], sizes',
      'in pixels. `tf` is TensorFlow.js. Options and results are on the page of [types](types.md). In VS Code cells know all of',
      'this: hover over a name, or type a dot. In JupyterLab Shift-Tab shows it.',
    ],
    entries.filter(({ kind }) => kind !== 'type'),
    (shown) => shown.flatMap(paragraph),
  );

/** Interfaces and other types, as they stand in the code. */
export const typesPage = (entries) =>
  page(
    '# Types of `bmdsrnet`',
    ['Written by `npm run docs`: options and results of the [functions](api.md).'],
    entries.filter(({ kind }) => kind === 'type'),
    (shown) => ['', '```ts', shown.map(declaration).join('\n\n'), '```'],
  );

function page(title, introduction, entries, body) {
  const folders = [...new Set(entries.map(({ folder }) => folder))];
  const unknown = folders.filter((folder) => !(folder in FOLDERS));
  if (unknown.length > 0)
    throw new Error(`scripts/lib/documentation/page.mjs says nothing about ${unknown.join(', ')}`);
  const shown = Object.keys(FOLDERS).filter((folder) => folders.includes(folder));
  const sections = shown.flatMap((folder) => [
    '',
    `## ${folder}`,
    '',
    FOLDERS[folder],
    ...body(entries.filter((entry) => entry.folder === folder)),
  ]);
  const contents = shown.map((folder) => `[${folder}](#${folder})`).join(' · ');
  return [title, '', ...introduction, '', contents, ...sections, ''].join('\n');
}

function paragraph({ signature, comment }) {
  const lines = signature.split('\n');
  if (lines.length === 1) return ['', `**\`${signature}\`**  `, ...prose(comment).split('\n')];
  return ['', '```ts', signature, '```', '', ...prose(comment).split('\n')];
}

/** Tags of a doc comment as sentences. */
function prose(comment) {
  return comment
    .replace(/\n+@example (.*)/g, '\n\nExample: `$1`')
    .replace(/\n+@returns /g, '\n\nReturns: ')
    .replace(/\n+@throws /g, '\n\nThrows: ')
    .replace(/\n*^@param (\S+) /gm, '\n\n`$1`: ')
    .replace(/\{@link ([^}]+)\}/g, '`$1`')
    .trim();
}

const declaration = ({ signature, comment }) =>
  comment === '' ? signature : `/** ${comment.replaceAll('\n', '\n * ')} */\n${signature}`;
