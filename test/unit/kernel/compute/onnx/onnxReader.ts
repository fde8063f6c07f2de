import { spawnSync } from 'node:child_process';
import path from 'node:path';

const python = process.env.PYTHON ?? '/usr/bin/python3';

function run(model: Uint8Array): { stdout: string; stderr: string } {
  const program = path.join(__dirname, 'readModel.py');
  return spawnSync(python, [program], { input: model, encoding: 'utf8', maxBuffer: 2 ** 30 });
}

/** Debian's onnx package, an implementation of the format that shares nothing with ours. */
export const onnxReader = {
  /** Whether python3-onnx is there; says so where not. */
  present: (() => {
    const present = spawnSync(python, ['-c', 'import onnx']).status === 0;
    if (!present)
      console.log('Skipped: the independent reader needs python3-onnx (`npm run setup -- --tests`).');
    return present;
  })(),
  /** What a model holds, after its checker accepted it. */
  read: (model: Uint8Array) => {
    const { stdout, stderr } = run(model);
    if (stderr) throw new Error(stderr);
    return JSON.parse(stdout);
  },
  /** What its checker has to say against a model; empty if nothing, or if it is not there. */
  check: (model: Uint8Array): string => (onnxReader.present ? run(model).stderr : ''),
};
