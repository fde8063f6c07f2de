import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Ort from 'onnxruntime-node';

const require = createRequire(__filename);
const PACKAGE = 'onnxruntime-node';
/** The version whose internal operators, private to it, were measured. */
const VERSION = '1.30.0';

export type OnnxRuntime = typeof Ort;

let loaded: OnnxRuntime | undefined;

/**
 * onnxruntime-node: ours, or one that the user installed beside the notebook (the working directory).
 * @throws Error with what to do, when the package or its binary for this platform is missing
 */
export function loadOnnxRuntime(): OnnxRuntime {
  loaded ??= load();
  return loaded;
}

function load(): OnnxRuntime {
  let file: string;
  try {
    file = require.resolve(PACKAGE, { paths: [path.dirname(__filename), process.cwd()] });
  } catch {
    throw new Error(
      `${PACKAGE} is not installed, so nothing can be compiled: npm install ${PACKAGE}@${VERSION}. Without it networks run eagerly, slower.`,
    );
  }
  try {
    return require(file) as OnnxRuntime; // the package's own types describe what its main file exports
  } catch (error) {
    throw new Error(whyNotLoaded(error), { cause: error });
  }
}

function whyNotLoaded(error: unknown): string {
  const platform = `${process.platform}-${process.arch}`;
  const { code, message } = error as NodeJS.ErrnoException; // require throws errors of Node
  if (code === 'MODULE_NOT_FOUND')
    return `${PACKAGE} is installed without its binary for ${platform}. It has one for Linux and Windows on x64 and arm64 and for macOS on arm64; elsewhere networks run eagerly, slower. On one of those: npm install ${PACKAGE}@${VERSION}.`;
  return `The binary of ${PACKAGE} for ${platform} does not load (${message.trim().split('\n')[0]}). It needs a system like Debian 12, Windows 10 or macOS 13, or newer; networks run eagerly without it, slower.`;
}
