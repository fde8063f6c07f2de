import type {
  ExportAllDeclaration,
  ExportDefaultDeclaration,
  ExportNamedDeclaration,
  Identifier,
  ImportDeclaration,
  Literal,
  Program,
} from 'acorn';
import type MagicString from 'magic-string';
import { visit } from './syntaxTree';

/** Names of the functions that rewritten code calls. */
export interface ImportNames {
  importStatic: string;
  importDynamic: string;
  meta: string;
}

const nameOf = (node: Identifier | Literal): string =>
  node.type === 'Identifier' ? node.name : String(node.value);

/**
 * Turns static imports into awaited calls whose results are destructured into `let`, drops `export`, and sends
 * `import()` and `import.meta` through the kernel, because evaluated code has no module loader of its own.
 */
export function rewriteModuleSyntax(program: Program, code: MagicString, names: ImportNames): void {
  const used = namesUsedAsValues(program);
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') rewriteImport(node, code, names, used);
    else if (node.type === 'ExportNamedDeclaration') rewriteExport(node, code, names);
    else if (node.type === 'ExportAllDeclaration')
      code.update(node.start, node.end, awaitImport(node, names));
    else if (node.type === 'ExportDefaultDeclaration') rewriteDefault(node, code);
  }
  visit(program, (node) => {
    if (node.type === 'ImportExpression')
      code.update(node.start, node.start + 'import'.length, names.importDynamic);
    if (node.type === 'MetaProperty' && code.original.startsWith('import', node.start)) {
      code.update(node.start, node.end, names.meta);
    }
    return true;
  });
}

function awaitImport(
  node: { source?: Literal | null } & (ImportDeclaration | ExportNamedDeclaration | ExportAllDeclaration),
  names: ImportNames,
  needed: readonly string[] = [],
): string {
  const list = needed.length === 0 ? '' : `, ${JSON.stringify(needed)}`;
  return `await ${names.importStatic}(${node.source?.raw}${list});`;
}

function rewriteImport(
  node: ImportDeclaration,
  code: MagicString,
  names: ImportNames,
  used: ReadonlySet<string>,
): void {
  let whole: string | undefined;
  const parts: string[] = [];
  const needed: string[] = [];
  for (const specifier of node.specifiers) {
    const { name } = specifier.local;
    if (specifier.type === 'ImportNamespaceSpecifier') {
      whole = name;
      continue;
    }
    const imported = specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : 'default';
    parts.push(`${JSON.stringify(imported)}: ${name}`);
    // A name that this cell never uses as a value may be a type: only the others must exist.
    if (used.has(name)) needed.push(imported);
  }
  const pattern = `{ ${parts.join(', ')} }`;
  const target = whole ?? (parts.length > 0 ? pattern : undefined);
  const statement = awaitImport(node, names, needed);
  const rest = whole !== undefined && parts.length > 0 ? ` let ${pattern} = ${whole};` : '';
  code.update(node.start, node.end, target === undefined ? statement : `let ${target} = ${statement}${rest}`);
}

function rewriteExport(node: ExportNamedDeclaration, code: MagicString, names: ImportNames): void {
  if (node.declaration) code.remove(node.start, node.declaration.start);
  else if (!node.source) code.remove(node.start, node.end);
  else {
    const parts = node.specifiers.map(
      ({ local, exported }) => `${JSON.stringify(nameOf(local))}: ${nameOf(exported)}`,
    );
    code.update(node.start, node.end, `let { ${parts.join(', ')} } = ${awaitImport(node, names)}`);
  }
}

function rewriteDefault({ start, declaration }: ExportDefaultDeclaration, code: MagicString): void {
  const isNamed =
    (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id;
  if (isNamed) code.remove(start, declaration.start);
  else {
    code.update(start, declaration.start, '(');
    code.appendLeft(declaration.end, ')');
  }
}

function namesUsedAsValues(program: Program): Set<string> {
  const names = new Set<string>();
  visit(program, (node, parents) => {
    if (node.type === 'ImportDeclaration') return false;
    if (node.type !== 'Identifier') return true;
    const parent = parents.at(-1);
    const isKey =
      (parent?.type === 'MemberExpression' && isUncomputed(parent, 'property', node)) ||
      (parent?.type === 'Property' && isUncomputed(parent, 'key', node)) ||
      (parent?.type === 'PropertyDefinition' && isUncomputed(parent, 'key', node)) ||
      (parent?.type === 'MethodDefinition' && isUncomputed(parent, 'key', node));
    if (!isKey) names.add((node as Identifier).name);
    return true;
  });
  return names;
}

/** A key such as `name` in `object.name`; in the shorthand `{ name }` key and value are one, and a use. */
function isUncomputed(parent: object, field: string, node: object): boolean {
  const record = parent as { [field: string]: unknown; computed?: boolean; shorthand?: boolean };
  return record[field] === node && !record.computed && !record.shorthand;
}
