// Everything that `import ... from 'bmdsrnet'` gives a cell, with signatures and doc comments.
import path from 'node:path';
import { root } from '../run.mjs';
import { describeDeclaration, mentionedTypes, methodsOf } from './declaration.mjs';
import { exportedDeclarations } from './exports.mjs';

const kernel = (...parts) => path.join(root, 'src', 'kernel', ...parts);

/**
 * Entries in the order of the library's index files: name, folder, kind (function, class, constant or type), signature,
 * comment, and the text of the types of its options.
 */
export function libraryDocumentation() {
  const exported = exportedDeclarations(kernel('session', 'library.ts'));
  const entries = [];
  for (const [name, { file, nodes }] of exported) {
    const folder = folderOf(file);
    const known = folder === 'display' ? exportedDeclarations(kernel('display', 'index.ts')) : exported;
    const add = (entry, declarations) =>
      entries.push({
        name: entry,
        folder,
        ...describeDeclaration(entry, declarations),
        options: optionTypes(declarations, known),
      });
    add(name, nodes);
    for (const method of methodsOf(nodes[0])) add(`${name}.${method.name.text}`, [method]);
  }
  return entries;
}

/** Names of entries that say nothing about themselves. */
export const undocumented = (entries) =>
  entries.filter(({ comment }) => comment === '').map(({ name }) => name);

/** The folder below `bmdsrnet`, such as `networks`, or below the kernel, such as `compute`. */
function folderOf(file) {
  const [first, second] = path.relative(kernel(), file).split(path.sep);
  if (first !== 'bmdsrnet') return first;
  return second.endsWith('.ts') ? 'basics' : second;
}

/** Texts of the option types among the parameters, and of those that they build on. */
function optionTypes(nodes, known) {
  if (nodes.some((node) => describeDeclaration('', [node]).kind === 'type')) return [];
  const found = new Map();
  const visit = (node) => {
    for (const name of mentionedTypes(node)) {
      const declared = known.get(name)?.nodes;
      if (!declared || found.has(name) || !/Options$/.test(name)) continue;
      found.set(name, describeDeclaration(name, declared).signature);
      for (const base of declared) visit(base);
    }
  };
  for (const node of nodes) visit(node);
  return [...found.values()];
}
