import { isKernelModule, loadKernelModule, type Namespace } from './kernelModules';
import { isLocal, resolveLocal } from './localFiles';
import { LocalModules } from './localModules';
import { Packages } from './packages';

/** What cells import: kernel modules, the notebook's own files, packages of its folder, Node's builtins. */
export class Modules {
  readonly packages: Packages;
  private readonly local: LocalModules;

  /** `folder` is the notebook's. */
  constructor(private readonly folder: string) {
    this.packages = new Packages(folder);
    this.local = new LocalModules((specifier) => this.import(specifier));
  }

  async import(specifier: string): Promise<Namespace> {
    if (isKernelModule(specifier)) return loadKernelModule(specifier);
    if (isLocal(specifier)) return this.local.import(resolveLocal(specifier, this.folder));
    return this.packages.import(specifier);
  }

  /** As a static import: every name in `needed` must be exported. */
  async importStatic(specifier: string, needed: readonly string[] = []): Promise<Namespace> {
    const namespace = await this.import(specifier);
    const missing = needed.find((name) => !(name in namespace));
    if (missing !== undefined) {
      throw new SyntaxError(`The module '${specifier}' has no export named '${missing}'.`);
    }
    return namespace;
  }
}
