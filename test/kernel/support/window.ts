import { connect, type StartKernel, startKernel } from '../../../src/kernel/client';

/** Stands for a window: starts a kernel, sets a variable in it, tells its record and stays until it is killed. */
async function main(): Promise<void> {
  const record = await startKernel(JSON.parse(process.argv[2] ?? '') as StartKernel);
  const kernel = await connect(record);
  await kernel.execute('globalThis.kept = 7').reply;
  console.log(JSON.stringify(record));
}
void main();
