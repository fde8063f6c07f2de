export { readArguments } from './readArguments';
export type { Arguments, DataArguments, ResultsArgument } from './types';
