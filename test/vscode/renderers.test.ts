import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { CURVES_MIME } from '../../src/outputs';
import { describeUi, page, until } from './host';
import { closeAll, ended, openNotebook, outputs, run, showNotebook, shutDown, start } from './notebook';
import { sampleBundles } from './samples';

const KINDS = ['curves', 'frames', 'comparison', 'metrics'] as const;

/** Scrolls a cell into view: outputs below the fold are not in the page. */
async function reveal(index: number): Promise<void> {
  const editor = await until('the editor', () => vscode.window.activeNotebookEditor);
  editor.revealRange(new vscode.NotebookRange(index, index + 1), vscode.NotebookEditorRevealType.AtTop);
}

async function screenshot(name: string): Promise<void> {
  const folder = process.env.TEST_SCREENSHOTS;
  if (folder) await page({ screenshot: path.join(folder, `${name}.png`) });
}

/** Height in pixels of the drawing of a kind; waits until it is there. */
const drawn = (kind: string): Promise<number> =>
  page<number>({
    frame: 'output',
    selector: `.bmds-${kind}`,
    js: 'el.getBoundingClientRect().height',
    timeout: 40_000,
  });

describeUi('renderers', () => {
  afterEach(async () => {
    await shutDown();
    await closeAll();
  });

  it('draw saved outputs with no kernel, in dark and light', async () => {
    const bundles = await sampleBundles();
    const notebook = await openNotebook(
      'saved',
      KINDS.map((kind) => ({
        source: `show.${kind}`,
        outputs: [{ output_type: 'display_data', metadata: {}, data: bundles[kind] }],
      })),
    );
    for (const theme of ['Default Dark Modern', 'Default Light Modern']) {
      await vscode.workspace.getConfiguration('workbench').update('colorTheme', theme, true);
      for (const [index, kind] of KINDS.entries()) {
        await reveal(index);
        assert.ok((await drawn(kind)) > 60, `${kind} has no height`);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        await screenshot(`${kind}-${theme.includes('Dark') ? 'dark' : 'light'}`);
      }
    }
    assert.equal(
      await page({
        frame: 'output',
        selector: '.bmds-metrics',
        js: 'el.querySelectorAll("tbody tr").length',
      }),
      2,
    );
    assert.equal(notebook.isDirty, false);
  });

  it('patch a live plot in place, and draw it again after save, close and reopen', async () => {
    const notebook = await openNotebook('live', [
      "import { show } from 'bmdsrnet';",
      `const curves = show.curves({ title: 'live', total: 60 });
for (let step = 1; step <= 60; step++) {
  curves.push(step, { loss: 1 / step });
  await new Promise((resolve) => setTimeout(resolve, 100));
}
curves.end('finished');`,
    ]);
    assert.equal(await run(notebook, 0), true, JSON.stringify(outputs(notebook, 0)));
    start(notebook, 1);
    // A mark on the element is gone if the element is made anew.
    await page({
      frame: 'output',
      selector: '.bmds-curves',
      js: 'el.dataset.mark = "same"',
      timeout: 40_000,
    });
    assert.equal(notebook.cellAt(1).executionSummary?.success, undefined, 'the cell should still run');
    const [output] = notebook.cellAt(1).outputs;
    assert.equal(await ended(notebook, 1), true);
    assert.equal(notebook.cellAt(1).outputs.length, 1);
    assert.equal(notebook.cellAt(1).outputs[0], output);
    assert.equal(await page({ frame: 'output', selector: '.bmds-curves', js: 'el.dataset.mark' }), 'same');
    const last = outputs(notebook, 1)[0]!.find(({ mime }) => mime === CURVES_MIME)!;
    assert.equal(JSON.parse(last.text).series[0].x.length, 60);
    assert.equal(JSON.parse(last.text).live, false);

    await notebook.save();
    await shutDown();
    await closeAll();
    await showNotebook(notebook.uri);
    assert.ok((await drawn('curves')) > 60);
  });
});
