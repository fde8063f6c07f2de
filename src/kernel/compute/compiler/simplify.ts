import { fold } from './fold/fold';
import { fuse } from './fuse/fuse';
import { joinUpdates } from './fuse/joinUpdates';
import type { Graph } from './node';

/** The same graph with fewer and larger operations, as it is written. */
export const simplify = <G extends Graph>(graph: G): G => joinUpdates(fuse(fold(graph)));
