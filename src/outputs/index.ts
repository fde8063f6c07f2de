export * from './comparison';
export * from './curves';
export * from './frames';
export * from './metrics';
export * from './mime';
