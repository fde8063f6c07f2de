// Runs the suites named on the command line (all but `long` without names), from a fresh clone on.
// The last line is the total: `N passed, N failed`.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { capture, root, run, secondsSince } from './lib/run.mjs';
import { build, setup } from './setup.mjs';

const script = (name, args = []) => [process.execPath, [path.join(root, 'scripts', name), ...args]];
const sampleNotebooks = () =>
  readdirSync(path.join(root, 'notebooks'))
    .filter((name) => name.endsWith('.ipynb'))
    .map((name) => path.join('notebooks', name));
const suites = {
  check: () => single('npm run check', ...script('check.mjs')),
  unit: () => vitest('unit'),
  kernel: () => vitest('kernel'),
  conformance: () => counted(...script('conformance.mjs', [...sampleNotebooks(), '--timeout', '600'])),
  renderers: () => vitest('renderers'),
  vscode: () => counted(...script('vscode/runTests.mjs')),
  long: async () => sum(await vitest('long'), await kernelOnVSCodesNode()),
};

const names = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
const unknown = names.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`No such suite: ${unknown.join(', ')}. There are: ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}

const times = [];
const total = { passed: 0, failed: 0, skipped: 0 };
const timed = async (name, action) => {
  const mark = performance.now();
  console.log(`\n== ${name}`);
  const result = await action();
  times.push(
    `${name.padEnd(12)} ${secondsSince(mark).padStart(8)}  ${result ? `${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped` : ''}`,
  );
  for (const key of Object.keys(total)) total[key] += result?.[key] ?? 0;
};

try {
  await timed('setup', async () => {
    await setup({ tests: true });
    await build();
  });
  for (const name of names.length > 0 ? names : Object.keys(suites).filter((n) => n !== 'long'))
    await timed(name, suites[name]);
} catch (error) {
  console.error(error.message);
  total.failed++;
}
console.log(`\n${times.join('\n')}\n`);
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
);
process.exitCode = total.failed > 0 ? 1 : 0;

function sum(a, b) {
  return Object.fromEntries(Object.keys(a).map((key) => [key, a[key] + b[key]]));
}

/** The kernel's tests once more, on the Node 24 of the VS Code that the tests use. */
async function kernelOnVSCodesNode() {
  const { installVSCode } = await import('./vscode/install.mjs');
  const { node } = await installVSCode(console.log);
  return vitest('kernel', node);
}

async function vitest(project, node = process.execPath) {
  const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-test-'));
  const file = path.join(folder, 'results.json');
  try {
    const args = [
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${file}`,
    ];
    const code = await run(node, [path.join(root, 'node_modules', 'vitest', 'vitest.mjs'), ...args]);
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const skipped = report.testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => ['pending', 'skipped', 'todo'].includes(status)),
    );
    // The reason is part of the title.
    for (const { fullName } of skipped) console.log(`skipped: ${fullName}`);
    return {
      passed: report.numPassedTests,
      // A file that does not even load has no tests to fail.
      failed: Math.max(report.numFailedTests, code === 0 ? 0 : 1),
      skipped: skipped.length,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function single(_title, command, args) {
  const code = await run(command, args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** A suite whose last line is `N passed, N failed`, with `, N skipped` where there are any. */
async function counted(command, args) {
  const { code, output } = await capture(command, args);
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  const match = /(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(line);
  if (!match) return { passed: 0, failed: 1, skipped: 0 };
  const [passed, failed, skipped] = match.slice(1).map((n) => Number(n ?? 0));
  return { passed, failed: Math.max(failed, code === 0 ? 0 : 1), skipped };
}
