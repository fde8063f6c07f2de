// What a module exports, found from its text alone: re-exports are followed, nothing is type-checked, so it is quick.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const exportsOf = new Map();

/**
 * Names to declarations, in the order of the source. Overloads are one entry with several declarations.
 * @returns {Map<string, { file: string, nodes: import('typescript').Node[] }>}
 */
export function exportedDeclarations(file) {
  const known = exportsOf.get(file);
  if (known) return known;
  const found = new Map();
  exportsOf.set(file, found);
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  // What a module declares itself goes before what `export *` brings, as in JavaScript.
  for (const node of source.statements) if (!ts.isExportDeclaration(node)) addOwn(found, file, node);
  for (const node of source.statements) if (ts.isExportDeclaration(node)) addReexports(found, file, node);
  return found;
}

function addOwn(found, file, node) {
  if (!node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return;
  const declared = ts.isVariableStatement(node) ? node.declarationList.declarations : [node];
  for (const declaration of declared) {
    const name = declaration.name.text;
    const entry = found.get(name) ?? { file, nodes: [] };
    entry.nodes.push(declaration);
    found.set(name, entry);
  }
}

function addReexports(found, file, { exportClause, moduleSpecifier }) {
  if (!moduleSpecifier?.text.startsWith('.')) return; // a package, or a name that the file imported from one
  const from = exportedDeclarations(moduleFile(path.resolve(path.dirname(file), moduleSpecifier.text)));
  if (!exportClause) {
    for (const [name, entry] of from) if (!found.has(name)) found.set(name, entry);
    return;
  }
  for (const { name, propertyName } of exportClause.elements) {
    const entry = from.get((propertyName ?? name).text);
    if (!entry) throw new Error(`${file}: ${moduleSpecifier.text} exports no ${(propertyName ?? name).text}`);
    found.set(name.text, entry);
  }
}

const moduleFile = (module) =>
  [`${module}.ts`, path.join(module, 'index.ts')].find((file) => existsSync(file)) ?? `${module}.ts`;
