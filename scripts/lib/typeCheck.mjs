// The TypeScript compiler over modules that are in no file.
import path from 'node:path';
import ts from 'typescript';
import { root } from './run.mjs';

/** The options of tsconfig.json. */
export function projectOptions() {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}

/** What the compiler has to say of modules, given as texts by path. */
export function diagnosticsOf(modules, options) {
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => modules.has(name) || fileExists(name);
  host.getSourceFile = (name, version) =>
    modules.has(name) ? ts.createSourceFile(name, modules.get(name), version) : getSourceFile(name, version);
  const program = ts.createProgram([...modules.keys()], options, host);
  return [...modules.keys()].flatMap((name) => {
    const file = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  });
}

/** Diagnostics as text, with paths from the repository. */
export const textOf = (diagnostics) =>
  ts.formatDiagnostics(diagnostics, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => root,
    getNewLine: () => '\n',
  });
