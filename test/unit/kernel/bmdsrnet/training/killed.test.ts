import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../../../../src/kernel/bmdsrnet/random';
import { openRun, readMetrics, train } from '../../../../../src/kernel/bmdsrnet/training';
import { startCompute } from '../../../../../src/kernel/compute';
import { fixtureProgram } from '../../../../fixtureProgram';
import { microNet, noise, stopAfter } from './microNet';

const fixture = fixtureProgram(path.join(__dirname, 'killed.fixture.ts'));
const { folder: home, file: program } = fixture;
const env = fixture.environment();
beforeAll(() => startCompute({ backend: 'wasm', threads: 1 }));

const ended = (child: ChildProcess): Promise<NodeJS.Signals | number | null> =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));

/** Kills the process so many milliseconds after the given step was done. */
async function killAfter(folder: string, step: number, milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, [program, folder, '1000'], { env });
  const end = ended(child);
  let printed = '';
  child.stdout.on('data', (data: Buffer) => {
    printed += data;
    if (printed.includes(`${step}\n`)) setTimeout(() => child.kill('SIGKILL'), milliseconds);
  });
  expect(await end).toBe('SIGKILL');
}

it('a killed process loses at most the steps since its last checkpoint, whenever it dies', async () => {
  const folder = path.join(home, 'killed');
  const random = createRandom(3);
  let safe = 0;
  for (let kill = 1; kill <= 2; kill++) {
    await killAfter(folder, 5 * kill, 40 * random.uniform());
    const { steps } = await readMetrics(folder);
    const { checkpoints } = await openRun(folder);
    const [done, kept] = [steps.length, checkpoints.at(-1)!.step];
    expect(steps.map(({ step }) => step)).toEqual([...steps.keys()]);
    expect(done - kept).toBeLessThanOrEqual(2);
    expect(kept).toBeGreaterThanOrEqual(Math.max(safe, 5 * kill - 2));
    safe = kept;
  }
  const end = safe + 3;
  const resumed = await train(microNet(2), noise, {
    steps: 1000,
    run: { folder },
    resume: true,
    ...stopAfter(end),
  });
  const whole = await train(microNet(), noise, { steps: 1000, ...stopAfter(end) });
  expect(resumed.history.map(({ loss }) => loss)).toEqual(whole.history.map(({ loss }) => loss));
  expect(readdirSync(path.join(folder, 'checkpoints'))).not.toContainEqual(
    expect.stringContaining('unfinished'),
  );
});

it.skipIf(process.platform === 'win32')(
  'what can not be written is told, leaves no part of a checkpoint, and the one before stays good',
  async () => {
    const folder = path.join(home, 'full');
    await train(microNet(), noise, { steps: 1000, run: { folder }, ...stopAfter(2) });
    // A limit on the size of files, between those of the two parts of a checkpoint, stands for a full disk.
    const command = `ulimit -f 40; exec "${process.execPath}" "${program}" "${folder}" 1000`;
    const child = spawn('bash', ['-c', command], { env });
    let told = '';
    child.stderr.on('data', (data: Buffer) => {
      told += data;
    });
    expect(await ended(child)).toBe(1);
    expect(told).toMatch(/could not be written to .*full: EFBIG.*`resume: true`/);
    expect(readdirSync(path.join(folder, 'checkpoints'))).toEqual(['step-00000002']);
    const run = await train(microNet(2), noise, {
      steps: 1000,
      run: { folder },
      resume: true,
      ...stopAfter(5),
    });
    expect(run.history.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);

    writeFileSync(path.join(home, 'file'), '');
    await expect(
      train(microNet(), noise, { steps: 1, run: { folder: path.join(home, 'file', 'run') } }),
    ).rejects.toThrow(
      /folder of the run, .*can't be made: part of the path is a folder where a file is meant/,
    );
  },
);
