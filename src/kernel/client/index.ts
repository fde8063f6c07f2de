export * from './cellMessage';
export * from './chooseNode';
export * from './connect';
export * from './kernelConnection';
export * from './registry';
export * from './runtimeFolder';
export * from './startKernel';
