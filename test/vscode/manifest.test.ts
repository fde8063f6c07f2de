import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('extension', () => {
  it('is loaded', () => {
    assert.ok(vscode.extensions.getExtension('bmdsrnet.bmdsrnet-notebooks'));
  });
});
