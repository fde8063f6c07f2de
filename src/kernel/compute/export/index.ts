/** Functions of TensorFlow.js tensors as ONNX files for other runtimes. */
export { type ExportedInput, type ExportOptions, exportOnnx } from './exportOnnx';
