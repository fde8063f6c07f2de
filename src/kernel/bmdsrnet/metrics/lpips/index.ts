export type { Backbone } from './backbone';
export { type LPIPS, loadLPIPS } from './lpips';
