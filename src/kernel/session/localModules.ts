import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { Namespace } from './kernelModules';
import { isLocal, resolveLocal } from './localFiles';
import { compileModuleFile, isCommonJs, readText } from './moduleFile';

interface LocalModule {
  module: vm.Module;
  /** Text of the file and, for CommonJS, of the local files that it requires. */
  texts: Map<string, string>;
  /** The modules that its imports were linked to, by file. */
  imports: Map<string, vm.Module>;
}

/**
 * The notebook's own module files, as real ES modules: live bindings, cycles, top-level await. A file is loaded
 * again when its text, or that of a file that it imports, has changed since.
 */
export class LocalModules {
  private readonly loaded = new Map<string, LocalModule>();
  private linking: Promise<unknown> = Promise.resolve();

  /** `importOther` imports what is not a local file. */
  constructor(private readonly importOther: (specifier: string) => Promise<Namespace>) {}

  async import(file: string): Promise<Namespace> {
    return (await this.evaluated(file)).namespace as Namespace;
  }

  private async evaluated(file: string): Promise<vm.Module> {
    if (vm.SourceTextModule === undefined) {
      throw new Error(
        'Module files need Node to be started with --experimental-vm-modules; the kernel does so itself.',
      );
    }
    const linked = this.linking.then(() => this.linked(file));
    this.linking = linked.catch(() => {});
    const module = await linked;
    // A module in a cycle of dynamic imports may be on its way already.
    if (module.status !== 'evaluating') await module.evaluate();
    return module;
  }

  private async linked(file: string): Promise<vm.Module> {
    this.dropStale(file);
    const { module } = await this.load(file);
    if (module.status === 'unlinked') {
      try {
        await module.link((specifier, from) => this.dependency(specifier, from));
      } catch (error) {
        // Half-linked modules can't be linked again.
        for (const [name, entry] of this.loaded) if (!isUsable(entry.module)) this.loaded.delete(name);
        throw error;
      }
    }
    return module;
  }

  private async dependency(specifier: string, from: vm.Module): Promise<vm.Module> {
    if (!isLocal(specifier)) return synthetic(specifier, await this.importOther(specifier));
    const file = resolveLocal(specifier, path.dirname(from.identifier));
    const { module } = await this.load(file);
    this.loaded.get(from.identifier)?.imports.set(file, module);
    return module;
  }

  private async load(file: string): Promise<LocalModule> {
    const known = this.loaded.get(file);
    if (known) return known;
    const source = readText(file);
    const entry: LocalModule = {
      module: await this.create(file, source),
      texts: new Map([[file, source]]),
      imports: new Map(),
    };
    if (isCommonJs(file, source))
      for (const child of requiredFiles(file)) entry.texts.set(child, readText(child));
    this.loaded.set(file, entry);
    return entry;
  }

  private async create(file: string, source: string): Promise<vm.Module> {
    if (path.extname(file) === '.json') return synthetic(file, jsonNamespace(file, source));
    if (isCommonJs(file, source)) return synthetic(file, requireFresh(file));
    return new vm.SourceTextModule(await compileModuleFile(file, source), {
      identifier: file,
      initializeImportMeta: (meta) => Object.assign(meta, metaOf(file)),
      importModuleDynamically: async (specifier, from) => {
        if (isLocal(specifier))
          return this.evaluated(resolveLocal(specifier, path.dirname((from as vm.Module).identifier)));
        const module = synthetic(specifier, await this.importOther(specifier));
        await module.link(() => module);
        await module.evaluate();
        return module;
      },
    });
  }

  /** Forgets what has changed among the modules that `file` leads to, and what imports a changed one. */
  private dropStale(file: string): void {
    const reachable = new Set([file]);
    for (const name of reachable)
      for (const imported of this.loaded.get(name)?.imports.keys() ?? []) reachable.add(imported);
    const stale = new Set([...reachable].filter((name) => this.hasChanged(name)));
    for (let before = -1; before !== stale.size; ) {
      before = stale.size;
      for (const name of reachable) {
        if ([...(this.loaded.get(name)?.imports.keys() ?? [])].some((imported) => stale.has(imported)))
          stale.add(name);
      }
    }
    for (const name of stale) this.loaded.delete(name);
  }

  private hasChanged(file: string): boolean {
    const entry = this.loaded.get(file);
    if (!entry) return false;
    return (
      entry.module.status === 'errored' ||
      [...entry.texts].some(([name, text]) => text !== tryRead(name)) ||
      [...entry.imports].some(([name, module]) => this.loaded.get(name)?.module !== module)
    );
  }
}

const isUsable = (module: vm.Module): boolean => module.status === 'linked' || module.status === 'evaluated';

function tryRead(file: string): string | undefined {
  try {
    return readText(file);
  } catch {
    return undefined;
  }
}

export const metaOf = (file: string) => ({
  url: pathToFileURL(file).href,
  filename: file,
  dirname: path.dirname(file),
});

function synthetic(identifier: string, namespace: Namespace): vm.Module {
  const names = [...new Set([...Object.keys(namespace), 'default'])];
  return new vm.SyntheticModule(
    names,
    function (this: vm.SyntheticModule) {
      for (const name of names) this.setExport(name, namespace[name]);
    },
    { identifier },
  );
}

function jsonNamespace(file: string, source: string): Namespace {
  try {
    const value: unknown = JSON.parse(source);
    return { ...(typeof value === 'object' && !Array.isArray(value) ? value : {}), default: value };
  } catch (error) {
    throw new SyntaxError(`${file} is not valid JSON: ${(error as Error).message}`);
  }
}

function requireFresh(file: string): Namespace {
  const require = createRequire(file);
  for (const child of requiredFiles(file)) delete require.cache[child];
  delete require.cache[file];
  const exports: unknown = require(file);
  return { ...(typeof exports === 'object' ? exports : {}), default: exports };
}

/** The local files that a loaded CommonJS file requires, directly or not. */
function requiredFiles(file: string): Set<string> {
  const { cache } = createRequire(file);
  const files = new Set<string>();
  const add = (name: string): void => {
    for (const { filename } of cache[name]?.children ?? []) {
      if (files.has(filename) || filename.includes(`${path.sep}node_modules${path.sep}`)) continue;
      files.add(filename);
      add(filename);
    }
  };
  add(file);
  return files;
}
