// Runs in a process of its own (killed.test.ts): trains into the folder it is given and prints each step that is done.
import { train } from '../../../../../src/kernel/bmdsrnet/training';
import { startCompute } from '../../../../../src/kernel/compute';
import { microNet, noise } from './microNet';

async function main(): Promise<void> {
  const [folder = '', steps] = process.argv.slice(2);
  await startCompute({ backend: 'wasm', threads: 1 });
  await train(microNet(), noise, {
    steps: Number(steps),
    run: { folder },
    checkpointEvery: 2,
    resume: true,
    onStep: ({ step }) => {
      process.stdout.write(`${step}\n`);
    },
  });
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
