export type { Assessed, Pictures } from './assess';
export { type CompareOptions, compareMethods } from './compareMethods';
export { joinComparisons } from './joinComparisons';
export type { ImportedMethod, Method, NetworkMethod, UpsampleMethod } from './method';
export type { FurtherQuality, MethodComparison, MethodResult } from './methodComparison';
