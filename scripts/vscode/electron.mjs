// The same tests in desktop VS Code, where there is one: `VSCODE_EXECUTABLE` names it, else it is downloaded.
import { runTests } from '@vscode/test-electron';
import { root } from './bundleTests.mjs';

/**
 * @param {{entry: string, workspace: string, state: string, environment: Record<string, string>, report: (line: string) => void}} options
 * @returns {Promise<number>} exit code of the tests
 */
export async function runInDesktop({ entry, workspace, state, environment }) {
  const executable = process.env.VSCODE_EXECUTABLE;
  try {
    // Its output goes straight to the terminal; tests that look at the page skip themselves without UI_URL.
    return await runTests({
      ...(executable ? { vscodeExecutablePath: executable } : { version: 'stable' }),
      extensionDevelopmentPath: root,
      extensionTestsPath: entry,
      extensionTestsEnv: environment,
      launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust', '--user-data-dir', state],
    });
  } catch (error) {
    throw new Error(
      `Desktop VS Code did not run the tests: ${error.message}. ` +
        'It needs a display, and either network access to download VS Code or VSCODE_EXECUTABLE; without --desktop the tests run in the browser.',
    );
  }
}
