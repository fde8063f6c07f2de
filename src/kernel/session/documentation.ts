import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { JsonObject } from '../protocol';
import { loadedLibrary, type Namespace } from './kernelModules';

/** What the library's doc comments say of one name; written by the build. */
interface Entry {
  kind: 'function' | 'class' | 'constant' | 'type';
  signature: string;
  comment: string;
  /** Declarations of the types of its options. */
  options: string[];
}

const IMPORTS = /\bimport\s*\{([^}]*)\}\s*from\s*(['"])bmdsrnet\2/g;
let entries: Record<string, Entry> | undefined;

/** Help on a value of the library, whatever a cell calls it; undefined for every other value. */
export function documentationOf(value: unknown): JsonObject | undefined {
  const library = loadedLibrary();
  if (!library || (typeof value !== 'function' && typeof value !== 'object') || value === null)
    return undefined;
  const name = nameIn(library, value) ?? nameIn(library.show as Namespace, value, 'show.');
  return name === undefined ? undefined : helpOn(name);
}

/** Help on a name that the code imports from the library, before it has run. */
export function documentationOfImport(code: string, local: string): JsonObject | undefined {
  for (const [, names = ''] of code.matchAll(IMPORTS)) {
    for (const specifier of names.split(',')) {
      const [name = '', alias = name] = specifier.trim().split(/\s+as\s+/);
      if (alias === local) return helpOn(name.replace(/^type\s+/, ''));
    }
  }
  return undefined;
}

const nameIn = (members: Namespace, value: unknown, prefix = ''): string | undefined => {
  const name = Object.keys(members).find((key) => members[key] === value);
  return name === undefined ? undefined : prefix + name;
};

function helpOn(name: string): JsonObject | undefined {
  entries ??= JSON.parse(readFileSync(path.join(__dirname, 'documentation.json'), 'utf8')) as typeof entries;
  const entry = Object.hasOwn(entries!, name) ? entries![name] : undefined;
  if (!entry) return undefined;
  const { kind, signature, comment, options } = entry;
  const head = kind === 'function' ? `function ${signature}` : signature;
  const code = (text: string) => `\`\`\`ts\n${text}\n\`\`\``;
  return {
    'text/plain': [head, comment, ...options].filter((part) => part !== '').join('\n\n'),
    'text/markdown': [code(head), comment.replaceAll('\n@', '\n\n@'), ...options.map(code)].join('\n\n'),
  };
}
