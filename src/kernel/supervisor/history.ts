import type { JsonObject } from '../protocol';

type Entry = [session: number, line: number, source: string];

const LIMIT = 10_000;

/** What was run, for `history_request`: a session is the life of a runner. */
export class History {
  private entries: Entry[] = [];
  private session = 1;

  add(line: number, source: string): void {
    this.entries.push([this.session, line, source]);
    if (this.entries.length > LIMIT) this.entries.shift();
  }

  nextSession(): void {
    this.session++;
  }

  /** Answers the content of a `history_request`. */
  query(content: JsonObject): { status: 'ok'; history: [number, number, string | [string, null]][] } {
    const found = this.select(content);
    const history = found.map(([session, line, source]): [number, number, string | [string, null]] => [
      session,
      line,
      content.output === true ? [source, null] : source,
    ]);
    return { status: 'ok', history };
  }

  private select(content: JsonObject): Entry[] {
    const n = typeof content.n === 'number' ? content.n : this.entries.length;
    if (content.hist_access_type === 'tail') return last(this.entries, n);
    if (content.hist_access_type === 'search') {
      const pattern = glob(typeof content.pattern === 'string' ? content.pattern : '*');
      const matches = this.entries.filter(([, , source]) => pattern.test(source));
      return last(content.unique === true ? uniqueSources(matches) : matches, n);
    }
    // `range`: session 0 is the current one, negative ones count back from it.
    const wanted = typeof content.session === 'number' ? content.session : 0;
    const session = wanted <= 0 ? this.session + wanted : wanted;
    const start = typeof content.start === 'number' ? content.start : 0;
    const stop = typeof content.stop === 'number' ? content.stop : Number.POSITIVE_INFINITY;
    return this.entries.filter(([s, line]) => s === session && line >= start && line < stop);
  }
}

const last = <T>(items: T[], n: number): T[] => (n > 0 ? items.slice(-n) : []);

function uniqueSources(entries: Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [entry[2], entry])).values()];
}

/** Jupyter searches with shell patterns: `*` any text, `?` any character. */
function glob(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 's');
}
