import { readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** Prints nothing of its own: its lines would mix with the workbench's log. */
class SilentReporter extends Mocha.reporters.Base {}

/** Entry that VS Code calls in the extension host; a rejection makes its exit code 1. */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 180_000,
    slow: 180_000,
    reporter: SilentReporter,
    grep: process.env.TEST_GREP,
  });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith('.test.js')) mocha.addFile(path.join(__dirname, name));
  }
  const counts = { passed: 0, failed: 0 };
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => {
      counts.passed += 1;
      say(`passed: ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on('fail', (test, error: Error) => {
      counts.failed += 1;
      say(`FAILED: ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
    runner.on('pending', (test) => say(`skipped: ${test.fullTitle()}`));
  });
  say(`${counts.passed} passed, ${counts.failed} failed`);
  if (failures > 0) throw new Error(`${failures} failed`);
}

/** The harness picks these lines out of the workbench's own log. */
const say = (line: string): void => console.log(`[test] ${line}`);
