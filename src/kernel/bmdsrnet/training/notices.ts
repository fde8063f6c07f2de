import type { TrainOptions } from './options';

/** What a run tells its user, by kind. */
export interface Notice {
  kind: string;
  text: string;
}

/** Notices of one sort, each kind given once. */
export class Notices {
  readonly texts: string[] = [];
  private readonly given = new Map<string, string>();

  /** @param tell passes a text on to everybody who is to hear it */
  constructor(private readonly tell: (text: string) => void) {}

  get all(): Notice[] {
    return [...this.given].map(([kind, text]) => ({ kind, text }));
  }

  add(kind: string, text: string): void {
    if (this.given.has(kind)) return;
    this.keep({ kind, text });
    this.tell(text);
  }

  /** Takes over those that were given before the run went on; they are not told again. */
  restore(notices: readonly Notice[]): void {
    for (const notice of notices) if (!this.given.has(notice.kind)) this.keep(notice);
  }

  private keep({ kind, text }: Notice): void {
    this.given.set(kind, text);
    this.texts.push(text);
  }
}

/** Everything that a run tells. */
export interface RunNotices {
  warnings: Notices;
  notes: Notices;
}

/** Notices that go to the run's log, where it has one, and to the user. */
export function noticesOf(
  { onWarning = console.warn, onNote = console.info }: Pick<TrainOptions, 'onWarning' | 'onNote'>,
  record: { log(text: string): void } | undefined,
): RunNotices {
  const to = (prefix: string, tell: (text: string) => void): Notices =>
    new Notices((text) => {
      record?.log(`${prefix}: ${text}`);
      tell(text);
    });
  return { warnings: to('Warning', onWarning), notes: to('Note', onNote) };
}
