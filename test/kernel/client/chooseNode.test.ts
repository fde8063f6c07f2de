import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chooseNode } from '../../../src/kernel/client';

const folder = mkdtempSync(path.join(os.tmpdir(), 'nodes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A `node` that does what a shell script says; returns its folder. */
function stub(name: string, script: string): string {
  const bin = path.join(folder, name);
  mkdirSync(bin);
  writeFileSync(path.join(bin, 'node'), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(bin, 'node'), 0o755);
  return bin;
}
const good = stub('good', 'echo v22.3.0');
const old = stub('old', 'echo v16.20.2');
const failing = stub('failing', 'exit 1');
const garbage = stub('garbage', 'echo hello world');
const slow = stub('slow', 'exec sleep 60');
const electron = path.join(stub('electron', '[ "$ELECTRON_RUN_AS_NODE" = 1 ] && echo v20.18.1'), 'node');
const nothing = path.join(folder, 'empty');
const node = (bin: string) => path.join(bin, 'node');

describe.skipIf(process.platform === 'win32')('the Node that runs the kernel', () => {
  it('is the configured one', async () => {
    const chosen = await chooseNode({
      configured: node(good),
      path: old,
      execPath: electron,
      isElectron: true,
    });
    expect(chosen).toMatchObject({ command: node(good), version: 'v22.3.0', env: {}, notes: [] });
  });

  it('else the first fitting one on PATH, with what was wrong with those before it', async () => {
    const search = [nothing, old, failing, garbage, good].join(path.delimiter);
    const chosen = await chooseNode({ path: search, execPath: electron, isElectron: true });
    expect(chosen.command).toBe(node(good));
    expect(chosen.notes).toEqual([
      `${node(old)} is Node v16.20.2, older than the 20 that the kernel needs.`,
      `${node(failing)} failed with exit code 1 when asked for its version.`,
      `${node(garbage)} is not Node: \`--version\` printed "hello world".`,
    ]);
  });

  it('else the running Electron, told to be a Node', async () => {
    const chosen = await chooseNode({ path: nothing, execPath: electron, isElectron: true });
    expect(chosen).toMatchObject({
      command: electron,
      version: 'v20.18.1',
      env: { ELECTRON_RUN_AS_NODE: '1' },
    });
    expect(chosen.why).toContain('VS Code brings it');
  });

  it('is not waited for when it never answers', async () => {
    const chosen = await chooseNode({
      configured: node(slow),
      path: good,
      execPath: electron,
      isElectron: true,
      answerMs: 200,
    });
    expect(chosen.command).toBe(node(good));
    expect(chosen.notes).toEqual([`${node(slow)} did not tell its version within 0.2 s.`]);
  });

  it('missing everywhere, is an error that says what was tried and what to do', async () => {
    const search = { configured: node(nothing), path: old, execPath: node(failing), isElectron: true };
    await expect(chooseNode(search)).rejects.toThrow(
      new RegExp(
        `${node(nothing)}, the configured Node, does not exist.*v16.*exit code 1.*Install Node 20 or newer.*bmdsrnet\\.kernel\\.node`,
      ),
    );
    await expect(chooseNode({ execPath: node(nothing), isElectron: false })).rejects.toThrow(
      /No `node` was found on PATH/,
    );
  });
});
