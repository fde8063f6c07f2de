/** The topics one peer wants: prefixes of a message's first part; the same prefix counts as often as it was asked for. */
export class Subscriptions {
  private readonly counts = new Map<string, number>();

  add(prefix: Buffer): void {
    const name = prefix.toString('latin1');
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  remove(prefix: Buffer): void {
    const name = prefix.toString('latin1');
    const count = this.counts.get(name) ?? 0;
    if (count > 1) this.counts.set(name, count - 1);
    else this.counts.delete(name);
  }

  match(topic: Uint8Array): boolean {
    if (this.counts.has('')) return true;
    const text = Buffer.from(topic).toString('latin1');
    for (const prefix of this.counts.keys()) if (text.startsWith(prefix)) return true;
    return false;
  }
}
