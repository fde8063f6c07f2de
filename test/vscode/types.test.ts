import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './host';
import { closeAll, openNotebook } from './notebook';

describe('types of cells', () => {
  afterEach(closeAll);

  it('are known before any kernel runs: help with the doc comment, members, options', async () => {
    const notebook = await openNotebook('types', [
      "import { createBMDSRNet, readImage, restore } from 'bmdsrnet';\nconst { output } = await restore(createBMDSRNet({ preset: 'tiny', scale: 2 }), await readImage('a.png'));\nimport * as tf from '@tensorflow/tfjs';\ntf.zeros;\noutput.",
    ]);
    const { uri } = notebook.cellAt(0).document;
    const hover = async (line: number, character: number): Promise<string> => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        uri,
        new vscode.Position(line, character),
      );
      return hovers
        .flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value))
        .join('\n');
    };
    const help = await until('the language server', async () => {
      const text = await hover(1, 'const { output } = await res'.length);
      return text.includes('restore(') ? text : undefined;
    });
    assert.match(help, /options\?: RestoreOptions[\s\S]*Deblurs and super-resolves one LR image of any size/);
    assert.match(await hover(3, 'tf.zer'.length), /Creates a `tf.Tensor` with all elements set to 0/);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      new vscode.Position(4, 'output.'.length),
    );
    const names = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    for (const name of ['width', 'height', 'data']) assert.ok(names.includes(name), `${name} in ${names}`);
  });
});
