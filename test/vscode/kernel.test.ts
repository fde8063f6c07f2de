import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { command, describeUi, page, until } from './host';
import { closeAll, ended, openNotebook, outputs, run, shutDown, start, text } from './notebook';

const STDOUT = 'application/vnd.code.notebook.stdout';

describe('kernel', () => {
  afterEach(async () => {
    await shutDown();
    await closeAll();
  });

  it('is chosen without a prompt, and runs a cell', async () => {
    const notebook = await openNotebook('first', [
      'const x: number = 6;\nx * 7',
      'await Promise.resolve(x + 1)',
    ]);
    assert.equal(await run(notebook, 0), true, text(notebook, 0));
    assert.equal(text(notebook, 0), '42');
    assert.equal(notebook.cellAt(0).executionSummary?.executionOrder, 1);
    assert.equal(await run(notebook, 1), true);
    assert.equal(text(notebook, 1), '7');
  });

  it("shows the library's documentation of a name that another cell imports", async () => {
    const notebook = await openNotebook('hover', ["import { psnr } from 'bmdsrnet';", 'psnr']);
    assert.equal(await run(notebook, 0), true, text(notebook, 0));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      notebook.cellAt(1).document.uri,
      new vscode.Position(0, 2),
    );
    const shown = hovers.flatMap(({ contents }) =>
      contents.map((part) => (part as vscode.MarkdownString).value),
    );
    assert.match(shown.join('\n'), /psnr\(a: Planes, b: Planes\)[\s\S]*Peak signal-to-noise ratio/);
  });

  it('merges what is printed into one output, while a synchronous cell still runs', async () => {
    const notebook = await openNotebook('printing', [
      "import { existsSync } from 'node:fs';\nfor (let i = 0; i < 50; i++) console.log('line', i);\nwhile (!existsSync('seen'));\nconsole.log('end');",
    ]);
    start(notebook, 0);
    await until('the first lines', () => (text(notebook, 0).includes('line 49') ? true : undefined));
    assert.equal(notebook.cellAt(0).executionSummary?.success, undefined, 'the cell should still run');
    writeFileSync(path.join(path.dirname(notebook.uri.fsPath), 'seen'), '');
    assert.equal(await ended(notebook, 0), true);
    assert.equal(notebook.cellAt(0).outputs.length, 1);
    assert.ok(outputs(notebook, 0)[0]!.every(({ mime }) => mime === STDOUT));
    assert.match(text(notebook, 0), /^line 0\n[\s\S]*line 49\nend\n$/);
  });

  it('shows an error with its own line, and skips the cells after it', async () => {
    const notebook = await openNotebook('errors', [
      "const a = 1;\nthrow new TypeError('no such frame');",
      "console.log('never')",
    ]);
    start(notebook, 0, 2);
    assert.equal(await ended(notebook, 0), false);
    const error = JSON.parse(text(notebook, 0));
    assert.equal(error.name, 'TypeError');
    assert.equal(error.message, 'no such frame');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ANSI colours
    assert.match(error.stack.replace(/\u001b\[\d+m/g, ''), /Cell In\[1\], line 2/);
    assert.equal(notebook.cellAt(1).outputs.length, 0);
  });

  it('interrupts a synchronous loop and keeps its variables', async () => {
    const notebook = await openNotebook('interrupt', [
      "let kept = 'kept';\nconsole.log('looping');\nwhile (true) {}",
      'kept',
    ]);
    start(notebook, 0);
    await until('the loop', () => (text(notebook, 0).includes('looping') ? true : undefined));
    await command('notebook.interruptExecution');
    assert.equal(await ended(notebook, 0), false);
    assert.equal(await run(notebook, 1), true);
    assert.match(text(notebook, 1), /kept/);
  });

  it('reports its own death in the running cell, fails those that wait, and works again', async () => {
    const notebook = await openNotebook('crash', [
      "console.log('going');\nprocess.exit(7)",
      "'waiting'",
      '1 + 1',
    ]);
    start(notebook, 0, 2);
    assert.equal(await ended(notebook, 0), false);
    assert.match(text(notebook, 0), /\b7\b/);
    assert.equal(notebook.cellAt(1).outputs.length, 0);
    assert.equal(await run(notebook, 2), true);
    assert.equal(text(notebook, 2), '2');
  });

  it('restarts with a clean state and runs everything again', async () => {
    const notebook = await openNotebook('restart', [
      'globalThis.runs = (globalThis.runs ?? 0) + 1',
      'typeof forgotten',
    ]);
    assert.equal(await run(notebook, 0), true);
    assert.equal(await run(notebook, 0), true);
    assert.equal(text(notebook, 0), '2');
    await command('bmdsrnet.restartAndRunAll');
    await until('the second cell', () => notebook.cellAt(1).executionSummary?.success);
    assert.equal(text(notebook, 0), '1');
    assert.match(text(notebook, 1), /undefined/);
  });

  it('runs on another Node when the configured one does not exist', async () => {
    const settings = vscode.workspace.getConfiguration('bmdsrnet');
    await settings.update('kernel.node', '/no/such/node', true);
    try {
      const notebook = await openNotebook('node', ['1 + 1']);
      assert.equal(await run(notebook, 0), true, text(notebook, 0));
    } finally {
      await settings.update('kernel.node', undefined, true);
    }
  });
});

describeUi('status bar', () => {
  it('names the state of the kernel and its compute backend', async () => {
    const notebook = await openNotebook('status', [
      "import { compute } from 'bmdsrnet';\n(await compute()).backend",
    ]);
    assert.equal(await run(notebook, 0), true, text(notebook, 0));
    const item = '#bmdsrnet\\.bmdsrnet-notebooks\\.bmdsrnet\\.kernel';
    await until(
      'the backend',
      async () => /BMDSRNet: \w+, idle/.test(await page<string>({ selector: item })) || undefined,
    );
    await shutDown();
    await closeAll();
  });
});
