import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { showTensorsShortly } from '../display/inspect';

/** The namespace object of a module. */
export type Namespace = Record<string, unknown>;

const LIBRARY = 'bmdsrnet';
const TFJS = /^@tensorflow\/tfjs(-[a-z0-9-]+)?(\/|$)/;
const kernelRequire = createRequire(__filename);
const namespaces = new WeakMap<object, Namespace>();

/**
 * Modules of which a process may hold one copy only, the kernel's: two TensorFlow.js engines do not know each
 * other's tensors. Everything else comes from the notebook's folder, also parts of TensorFlow.js that the kernel has not.
 */
export const isKernelModule = (specifier: string): boolean =>
  specifier === LIBRARY || (TFJS.test(specifier) && isInstalled(specifier));

function isInstalled(specifier: string): boolean {
  try {
    kernelRequire.resolve(specifier);
    return true;
  } catch {
    return false;
  }
}

/**
 * Loads a kernel module once the compute backend has been chosen, so that no tensor is made on another one. The first
 * call takes a while, so nothing makes it before it is asked for. Rejects where the chosen backend does not work.
 */
export async function loadKernelModule(specifier: string): Promise<Namespace> {
  // The library is built from `library.main.ts`.
  const library = kernelRequire(kernelPath(LIBRARY)) as { compute(): Promise<unknown> };
  await library.compute();
  return namespaceOf(kernelRequire(kernelPath(specifier)));
}

/** What cells import from the library, where it is loaded already. */
export function loadedLibrary(): Namespace | undefined {
  return kernelRequire.cache[kernelPath(LIBRARY)]?.exports as Namespace | undefined;
}

function kernelPath(specifier: string): string {
  return specifier === LIBRARY ? path.join(__dirname, 'library.js') : kernelRequire.resolve(specifier);
}

/** URL of the file behind a kernel module. */
export const kernelModulePath = kernelPath;

/** Makes `require` give the kernel's copies too, also inside packages of the notebook's folder. */
export function redirectRequires(): void {
  // Node offers no public hook for CommonJS resolution before version 22.15; this one is what tools agree on.
  const loader = Module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string };
  const resolve = loader._resolveFilename;
  loader._resolveFilename = function (request, ...rest) {
    const file = !isInsideKernel(rest[0]) && isKernelModule(request) ? kernelPath(request) : undefined;
    return file ?? resolve.call(this, request, ...rest);
  };
}

const isInsideKernel = (parent: unknown): boolean =>
  (parent as { filename?: string } | undefined)?.filename === __filename;

/** CommonJS exports as `import` sees them: the same members, and the whole as `default` where there is none. */
function namespaceOf(exports: object): Namespace {
  // Members of an exports object are the module's members.
  const members = exports as Namespace;
  const known = namespaces.get(exports);
  if (known) return known;
  if (typeof members.Tensor === 'function') showTensorsShortly(members.Tensor);
  const namespace =
    'default' in members
      ? members
      : (Object.defineProperties(
          {},
          {
            ...Object.getOwnPropertyDescriptors(members),
            default: { value: exports, configurable: true },
          },
        ) as Namespace);
  namespaces.set(exports, namespace);
  return namespace;
}
