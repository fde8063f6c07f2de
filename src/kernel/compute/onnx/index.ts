/** Models in the ONNX format and their execution by onnxruntime-node. */

export { BLOCKED_DOMAIN, probeBlockSize } from './blockSize';
export { type Examples, type Sizes, withDynamicSizes } from './dynamicSizes';
export { loadOnnxRuntime } from './load';
export {
  type Attribute,
  type DataType,
  encodeModel,
  type Initializer,
  type Model,
  type Node,
  type TensorData,
  type TensorInfo,
} from './model';
export { chooseProvider, defaultProvider } from './provider';
export { createSession, type HostTensor, type Session, type SessionOptions } from './runtime';
