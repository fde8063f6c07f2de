// Runs in a process of its own (load.test.ts) and prints the block size, or the error of loading the runtime.
import { probeBlockSize } from '../../../../../src/kernel/compute/onnx';

probeBlockSize().then(
  (size) => console.log(`block size ${size}`),
  (error: Error) => console.log(error.message),
);
