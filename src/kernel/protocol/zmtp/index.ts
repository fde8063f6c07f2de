export type { Connection, ConnectionLimits } from './connection';
export type { SocketOptions } from './listener';
export { Publisher } from './publisher';
export { Replier } from './replier';
export { Router } from './router';
