/** BMDSRNet (Niu, Zhang, Luo, Zhong, arXiv 2105.13077): networks, losses, data, metrics, training, evaluation. */
export * from './baselines';
export * from './data';
export * from './evaluation';
export * from './experiments';
export * from './losses';
export * from './metrics';
export * from './networks';
export * from './random';
export * from './training';
export * from './types';
