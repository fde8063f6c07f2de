import type { Compiled } from '../../compute';

/** A compiled graph with the memory that it keeps for its next run. */
interface Kept<G> {
  owner: object;
  /** What the graph is for; an owner has one graph a key. */
  key: string;
  bytes: number;
  graph: G;
}

/**
 * Compiled graphs of one process within a budget of bytes: the one that was not used for longest goes first. Only a
 * graph that is larger than the budget by itself goes beyond it, alone.
 */
export class Graphs<G extends Pick<Compiled<never, never>, 'dispose'>> {
  /** The one that was used last is last. */
  private kept: Kept<G>[] = [];

  /** Bytes that all graphs keep. */
  get bytes(): number {
    return this.kept.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The owner's graph of that key, made after others have made room for it. */
  async take(wanted: Omit<Kept<G>, 'graph'>, budget: number, make: () => G): Promise<G> {
    const known = this.kept.find(({ owner, key }) => owner === wanted.owner && key === wanted.key);
    this.kept = this.kept.filter((one) => one !== known);
    while (this.kept.length > 0 && this.bytes + wanted.bytes > budget)
      await this.kept.shift()!.graph.dispose();
    const { graph } = known ?? { graph: make() };
    this.kept.push({ ...wanted, graph });
    return graph;
  }

  /** Frees the graphs of an owner, or all. */
  async release(owner?: object): Promise<void> {
    const gone = this.kept.filter((one) => owner === undefined || one.owner === owner);
    this.kept = this.kept.filter((one) => !gone.includes(one));
    for (const { graph } of gone) await graph.dispose();
  }
}
