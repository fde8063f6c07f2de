export * from './framing';
export * from './localChannel';
export * from './messages';
export * from './runnerChannel';
