// The arrows of ARCHITECTURE.md: each rule names a folder and what it may not import.
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from: { path: from }, to: { path: to } });

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    forbid('outputs-import-nothing', '^src/outputs', '^(src/(?!outputs)|node_modules)', 'the shared data types stand alone'),
    forbid('vscode-only-in-extension', '^src/(kernel|renderers|outputs)', '^vscode$', 'the kernel runs without VS Code'),
    forbid('extension-sees-the-protocol', '^src/extension', '^src/(renderers|kernel/(?!protocol|client|language))', 'the extension talks to the kernel, it does not contain it'),
    forbid('renderers-see-outputs', '^src/renderers', '^src/(extension|kernel)', 'a renderer knows only the data in its output item'),
    forbid('kernel-stays-below', '^src/kernel', '^src/(extension|renderers)', 'the kernel knows no front end'),
    forbid('protocol-stands-alone', '^src/kernel/protocol', '^src/(?!kernel/protocol)', 'one vocabulary, no implementation'),
    forbid('client-sees-the-protocol', '^src/kernel/client', '^src/kernel/(?!client|protocol)', 'front ends start a kernel, they do not contain it'),
    forbid('supervisor-is-light', '^src/kernel/supervisor', '^(src/kernel/(?!supervisor|protocol|client)|node_modules/(?!@types))', 'the supervisor loads nothing heavy'),
    forbid('compute-is-a-library', '^src/kernel/compute', '^src/(?!kernel/compute)', 'backends and compiler stand alone'),
    forbid('bmdsrnet-knows-no-notebook', '^src/kernel/bmdsrnet', '^src/(?!kernel/(bmdsrnet|compute))', 'usable without any notebook'),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'types'] },
  },
};
