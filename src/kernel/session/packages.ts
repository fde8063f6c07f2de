import { createRequire, isBuiltin, register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { isComputeChosen } from './computeHook';
import { isKernelModule, kernelModulePath, type Namespace } from './kernelModules';

/** Imports packages and builtins with Node's own loader, as code in `folder` would. */
export class Packages {
  private readonly nativeImport: (specifier: string) => Promise<Namespace>;
  private hooked = false;

  constructor(private readonly folder: string) {
    // A function whose script stands in the folder: Node resolves its `import()` from there.
    this.nativeImport = vm.compileFunction('return import(specifier)', ['specifier'], {
      filename: path.join(folder, 'notebook.mjs'),
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }) as (specifier: string) => Promise<Namespace>;
  }

  /** @throws Error that says how to install the package where it is missing. */
  async import(specifier: string): Promise<Namespace> {
    if (!isBuiltin(specifier)) this.redirectTensorFlow();
    try {
      return await this.nativeImport(specifier);
    } catch (error) {
      throw this.explain(specifier, error);
    }
  }

  /** The `require` of cells. */
  createRequire(): NodeJS.Require {
    const plain = createRequire(path.join(this.folder, 'notebook.js'));
    const explained = (specifier: string): unknown => {
      if (isKernelModule(specifier) && !isComputeChosen()) {
        console.warn(
          `require('${specifier}') can't wait until the compute backend is chosen: tensors made before that are computed ` +
            "by plain JavaScript ('cpu'), which is hundreds of times slower. Write `import` instead.",
        );
      }
      try {
        return plain(specifier);
      } catch (error) {
        throw this.explain(specifier, error);
      }
    };
    return Object.assign(explained, plain);
  }

  /** ES modules of packages that import TensorFlow.js get the kernel's, even where they have their own. */
  private redirectTensorFlow(): void {
    if (this.hooked) return;
    this.hooked = true;
    const parentURL = pathToFileURL(kernelModulePath('@tensorflow/tfjs')).href;
    const hook = `export const resolve = async (specifier, context, next) => {
      if (!/^@tensorflow\\/tfjs(-[a-z0-9-]+)?(\\/|$)/.test(specifier)) return next(specifier, context);
      const { parentURL } = context; // 'next' keeps what it is given
      try {
        return await next(specifier, { ...context, parentURL: '${parentURL}' });
      } catch {
        return next(specifier, { ...context, parentURL }); // a part that the kernel has not
      }
    };`;
    register(`data:text/javascript,${encodeURIComponent(hook)}`);
  }

  private explain(specifier: string, error: unknown): unknown {
    const { code, message } = error as { code?: string; message?: string };
    const name = packageName(specifier);
    const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    if (
      !missing ||
      !/^[@a-z]/i.test(specifier) ||
      !(message?.includes(`'${name}'`) || message?.includes(`'${specifier}'`))
    ) {
      return error;
    }
    return Object.assign(
      new Error(
        `Cannot find package '${name}'. Install it in the notebook's folder: cd ${this.folder} && npm install ${name}`,
      ),
      { code },
    );
  }
}

/** `@scope/name` or `name` of `name/inner/file`. */
const packageName = (specifier: string): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
