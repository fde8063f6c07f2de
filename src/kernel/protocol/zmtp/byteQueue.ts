/** Bytes that arrived and are not yet understood. Nothing is copied until something spans two chunks. */
export class ByteQueue {
  private chunks: Buffer[] = [];
  private size = 0;

  get length(): number {
    return this.size;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.chunks.push(chunk);
    this.size += chunk.length;
  }

  /** The first `count` bytes, left in the queue; `count` must not exceed `length`. */
  peek(count: number): Buffer {
    const first = this.chunks[0];
    if (first === undefined || count === 0) return Buffer.alloc(0);
    if (first.length >= count) return first.subarray(0, count);
    let spanned = 0;
    let reached = 0;
    while (reached < count) reached += this.chunks[spanned++]!.length;
    const joined = Buffer.concat(this.chunks.splice(0, spanned));
    this.chunks.unshift(joined);
    return joined.subarray(0, count);
  }

  /** Removes and returns the first `count` bytes; `count` must not exceed `length`. */
  take(count: number): Buffer {
    const bytes = this.peek(count);
    if (count > 0) {
      const first = this.chunks[0]!;
      if (first.length === count) this.chunks.shift();
      else this.chunks[0] = first.subarray(count);
      this.size -= count;
    }
    return bytes;
  }
}
