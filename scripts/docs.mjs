// `npm run docs` writes docs/api.md and docs/types.md from the doc comments of the library; `--check` only says whether
// they are current, and whether everything that cells can import has a comment.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { libraryDocumentation, undocumented } from './lib/documentation/library.mjs';
import { apiPage, typesPage } from './lib/documentation/page.mjs';
import { root } from './lib/run.mjs';

const entries = libraryDocumentation();
const pages = { 'docs/api.md': apiPage(entries), 'docs/types.md': typesPage(entries) };

const failures = [];
const bare = undocumented(entries);
if (bare.length > 0) failures.push(`No doc comment on what cells can import: ${bare.join(', ')}`);
for (const [name, text] of Object.entries(pages)) {
  const file = path.join(root, name);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text)
    failures.push(`${name} is not what the doc comments say: run \`npm run docs\``);
}
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;
