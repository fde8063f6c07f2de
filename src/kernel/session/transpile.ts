import type { TransformOptions } from 'esbuild';

const OPTIONS: TransformOptions = {
  loader: 'ts',
  target: 'node20',
  sourcemap: 'external',
  supported: { 'import-attributes': true },
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: true } },
};

/** TypeScript to JavaScript that Node 20 runs: types removed; enums, namespaces, decorators and `using` lowered. */
export async function transpile(code: string, name: string): Promise<{ code: string; map: string }> {
  const { transform } = await import('esbuild');
  return transform(code, { ...OPTIONS, sourcefile: name });
}
