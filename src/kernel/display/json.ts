import type { Json } from '../protocol';

/** Our output data as protocol JSON: the data types of `src/outputs` hold nothing but JSON values. */
export const asJson = (data: object): Json => data as Json;
