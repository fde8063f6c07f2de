import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll } from 'vitest';

const modules = path.resolve(__dirname, '..', 'node_modules');

interface RunOptions {
  env?: Record<string, string>;
  nodeArgs?: readonly string[];
  cwd?: string;
  timeout?: number;
}

/**
 * A fixture as a bundle, which the tests of the calling file start in processes of their own.
 * @param source a TypeScript file
 */
export function fixtureProgram(source: string) {
  const name = path.basename(source, '.fixture.ts');
  /** Of the bundle and for what the tests write. */
  const folder = mkdtempSync(path.join(os.tmpdir(), `bmdsrnet-${name}-`));
  const file = path.join(folder, `${name}.fixture.js`);
  beforeAll(() =>
    esbuild.build({
      entryPoints: [source],
      outfile: file,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['@tensorflow/*', 'webgpu', 'onnxruntime-node', 'sharp', 'esbuild'],
      logLevel: 'error',
    }),
  );
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const environment = (more: Record<string, string> = {}) => ({
    ...process.env,
    NODE_PATH: modules,
    ...more,
  });
  return {
    folder,
    file,
    environment,
    /** What a run prints; rejects where it does not end by itself with code 0. */
    async run(args: readonly string[], { env, nodeArgs = [], ...options }: RunOptions = {}): Promise<string> {
      const all = [...nodeArgs, file, ...args];
      const { stdout } = await promisify(execFile)(process.execPath, all, {
        ...options,
        env: environment(env),
      });
      return stdout;
    },
  };
}

/** The report in the last line of what a run printed. */
export const reportIn = (stdout: string): Record<string, unknown> =>
  JSON.parse(stdout.trim().split('\n').at(-1)!);
