import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { describeUi, page } from './host';
import { closeAll, openNotebook, run, shutDown, text } from './notebook';

/** A program that calls itself a Node of this version, and can do nothing else. */
function stubNode(folder: string, version: string): string {
  const file = path.join(folder, `node-${version}`);
  const script = `#!/bin/sh\n[ "$1" = --version ] && echo ${version} && exit 0\necho 'out of order' >&2\nexit 3\n`;
  writeFileSync(file, script, { mode: 0o755 });
  return file;
}

/** With this setting, and with no other Node to fall back on. */
async function withOnlyNode(file: string, act: () => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration('bmdsrnet');
  const { execPath, env } = process;
  const { PATH } = env;
  await settings.update('kernel.node', file, true);
  try {
    process.execPath = '/no/such/node';
    env.PATH = '';
    await act();
  } finally {
    process.execPath = execPath;
    env.PATH = PATH;
    await settings.update('kernel.node', undefined, true);
  }
}

describe('a kernel that cannot start', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bmdsrnet-stub-'));
  after(() => rmSync(folder, { recursive: true }));
  afterEach(closeAll);

  it('says in the cell which Node it tried, and what to do', async () => {
    const notebook = await openNotebook('no-node', ['1 + 1', '2 + 2']);
    await withOnlyNode(stubNode(folder, 'v18.19.0'), async () => {
      assert.equal(await run(notebook, 0), false);
    });
    const { name, message } = JSON.parse(text(notebook, 0));
    assert.equal(name, 'KernelStartError');
    assert.match(message, /node-v18\.19\.0 is Node v18\.19\.0, older than the 20 that the kernel needs/);
    assert.match(message, /Install Node 20 or newer .*bmdsrnet\.kernel\.node/);
    assert.equal(await run(notebook, 1), true, 'with a Node it starts, in the same window');
    await shutDown();
  });

  it('passes on the last words of a Node that breaks', async () => {
    const notebook = await openNotebook('broken-node', ['1 + 1']);
    await withOnlyNode(stubNode(folder, 'v22.1.0'), async () => {
      assert.equal(await run(notebook, 0), false);
    });
    const { message } = JSON.parse(text(notebook, 0));
    assert.match(message, /could not start with .*node-v22\.1\.0: it ended with exit code 3\nout of order/);
  });
});

describe('a syntax error', () => {
  it('is shown with its line and column, and nothing of the cell runs', async () => {
    const notebook = await openNotebook('syntax', [
      "globalThis.touched = true;\nconst = 'no name';",
      'typeof touched',
    ]);
    assert.equal(await run(notebook, 0), false);
    const { name, stack } = JSON.parse(text(notebook, 0));
    assert.equal(name, 'SyntaxError');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ANSI colours
    const plain = stack.replace(/\u001b\[\d+m/g, '');
    assert.match(plain, /Cell In\[1\], line 2/);
    assert.match(plain, /const = 'no name';\n\s+\^/, 'a mark under the column');
    assert.equal(await run(notebook, 1), true);
    assert.match(text(notebook, 1), /undefined/);
    await shutDown();
    await closeAll();
  });
});

describeUi('an error on the page', () => {
  it('reads as a person needs it', async () => {
    const notebook = await openNotebook('drawn-error', [
      "const frame = 7;\nthrow new RangeError('no frame 8');",
    ]);
    assert.equal(await run(notebook, 0), false);
    const shown = await page<string>({ frame: 'output', selector: '.output_container' });
    assert.match(shown, /RangeError: no frame 8/);
    assert.match(shown, /line 2/);
    assert.doesNotMatch(shown, /runner\.js/);
    const folder = process.env.TEST_SCREENSHOTS;
    if (folder) await page({ screenshot: path.join(folder, 'error.png') });
    await shutDown();
    await closeAll();
  });
});
