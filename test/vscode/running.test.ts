import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { command, describeUi, page, until } from './host';
import { closeAll, ended, openNotebook, outputs, run, shutDown, start, text } from './notebook';

describe('a running kernel', () => {
  afterEach(async () => {
    await shutDown();
    await closeAll();
  });

  it('puts what a timer prints after the end of its cell into that cell', async () => {
    const notebook = await openNotebook('late', [
      "console.log('now');\nsetTimeout(() => console.log('late'), 1500);\n'result'",
      "'other'",
    ]);
    assert.equal(await run(notebook, 0), true);
    assert.equal(await run(notebook, 1), true);
    await until('the late line', () => (text(notebook, 0).includes('late') ? true : undefined));
    await until('the cell to be as it was', () => notebook.cellAt(0).executionSummary?.success);
    assert.equal(notebook.cellAt(0).executionSummary?.executionOrder, 1);
    assert.equal(text(notebook, 1), "'other'");
    assert.deepEqual(
      outputs(notebook, 0).map((items) => items.at(-1)?.text),
      ['now\n', "'result'", 'late\n'],
    );
  });

  it('runs on the Node that VS Code itself runs on, where the setting says so', async () => {
    const settings = vscode.workspace.getConfiguration('bmdsrnet');
    await settings.update('kernel.node', process.execPath, true);
    try {
      const notebook = await openNotebook('own-node', [
        "import { compute, tf } from 'bmdsrnet';\nawait compute();\n[process.version, tf.tidy(() => tf.matMul([[2, 0], [0, 2]], [[1, 2], [3, 4]]).sum().arraySync())].join(' ')",
      ]);
      assert.equal(await run(notebook, 0), true, text(notebook, 0));
      assert.ok(text(notebook, 0).includes(`${process.version} 20`), text(notebook, 0));
    } finally {
      await settings.update('kernel.node', undefined, true);
    }
  });
});

describeUi('a running cell', () => {
  afterEach(async () => {
    await shutDown();
    await closeAll();
  });

  it('asks for input in a box', async () => {
    const notebook = await openNotebook('stdin', [
      "const path = await input('Which photograph?');\n['restoring', path].join(' ')",
    ]);
    start(notebook, 0);
    await page({ selector: '.quick-input-widget:visible .quick-input-message >> text=Which photograph?' });
    await page({ type: 'shelf.png' });
    await page({ key: 'Enter' });
    assert.equal(await ended(notebook, 0), true, text(notebook, 0));
    assert.match(text(notebook, 0), /restoring shelf\.png/);
  });

  it('takes its box along when it is stopped', async () => {
    const notebook = await openNotebook('stdin-stopped', ["await input('Which one?')", "'after'"]);
    const boxes = '.quick-input-widget:visible .quick-input-message';
    start(notebook, 0);
    await page({ selector: `${boxes} >> text=Which one?` });
    await command('notebook.cancelExecution', { ranges: [{ start: 0, end: 1 }], document: notebook.uri });
    assert.equal(await ended(notebook, 0), false);
    const js = `document.querySelector('.quick-input-widget')?.checkVisibility() ? 'shown' : 'gone'`;
    await until('the box to close', async () =>
      (await page({ selector: 'body', js })) === 'gone' ? true : undefined,
    );
    assert.equal(await run(notebook, 1), true);
    assert.match(text(notebook, 1), /after/);
  });

  it('is stopped by its own button', async () => {
    const notebook = await openNotebook('stop', ["console.log('looping');\nwhile (true) {}", "'next'"]);
    start(notebook, 0, 2);
    await until('the loop', () => (text(notebook, 0).includes('looping') ? true : undefined));
    await page({ selector: '.code-cell-row .run-button-container .codicon-notebook-stop', click: true });
    assert.equal(await ended(notebook, 0), false);
    assert.equal(notebook.cellAt(1).outputs.length, 0, 'cells that wait do not run');
    assert.equal(await run(notebook, 1), true);
  });
});
