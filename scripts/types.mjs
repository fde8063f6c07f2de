// `npm run types` writes dist/types: declarations of what cells import from 'bmdsrnet', for editors and for scripts that
// use the library. The type checker runs once over the library, so this is part of `npm run package`, not of each build.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { root, secondsSince } from './lib/run.mjs';
import { diagnosticsOf, projectOptions, textOf } from './lib/typeCheck.mjs';

const src = path.join(root, 'src');
const out = path.join(root, 'dist', 'types');
const LIBRARY = 'kernel/session/library';

export function writeTypes() {
  const mark = performance.now();
  const options = projectOptions();
  rmSync(out, { recursive: true, force: true });
  const program = ts.createProgram([path.join(src, `${LIBRARY}.ts`)], {
    ...options,
    types: ['node'],
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: src,
    outDir: out,
  });
  const { diagnostics } = program.emit();
  writeFileSync(path.join(out, 'index.d.ts'), `export * from './${LIBRARY}';\n`);
  refuse(diagnostics);
  checkUse(options);
  console.log(`Types written in ${secondsSince(mark)}: dist/types/index.d.ts`);
}

/** A program that uses the declarations type-checks, and one that misuses them does not. */
function checkUse(options) {
  const use = (line) => {
    const text = `import { createBMDSRNet, readImage, restore, show, train } from 'bmdsrnet';\n${line}\n`;
    const paths = { bmdsrnet: [path.join(out, 'index.d.ts')] };
    return diagnosticsOf(new Map([[path.join(out, 'use.ts'), text]]), { ...options, types: ['node'], paths });
  };
  refuse(
    use(`const { frames } = await restore(createBMDSRNet({ preset: 'tiny', scale: 2 }), await readImage('photograph.png'));
await show.frames(frames);`),
  );
  if (use(`await train(createBMDSRNet({ preset: 'tiny', scale: 5 }), 7);`).length !== 2)
    throw new Error(
      'dist/types accepts calls that the library does not: it holds `any` where it should not.',
    );
}

function refuse(diagnostics) {
  if (diagnostics.length > 0) throw new Error(textOf(diagnostics));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeTypes();
