/** Warnings, each kind given once. */
export class Warnings {
  readonly texts: string[] = [];
  private readonly known = new Set<string>();

  constructor(private readonly tell: ((text: string) => void) | undefined) {}

  /** Kinds that were given. */
  get kinds(): string[] {
    return [...this.known];
  }

  add(kind: string, text: string): void {
    if (this.known.has(kind)) return;
    this.known.add(kind);
    this.texts.push(text);
    this.tell?.(text);
  }

  /** Kinds that were given before, and are not given again. */
  restore(kinds: readonly string[]): void {
    for (const kind of kinds) this.known.add(kind);
  }
}
