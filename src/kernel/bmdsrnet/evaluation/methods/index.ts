export type { Assessed, Pictures } from './assess';
export {
  type CompareOptions,
  compareMethods,
  type FurtherQuality,
  type MethodComparison,
  type MethodResult,
} from './compareMethods';
export { joinComparisons } from './joinComparisons';
export type { ImportedMethod, Method, NetworkMethod, UpsampleMethod } from './method';
