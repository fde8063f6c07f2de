import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

/** A place in a text: `line` from 1, `column` from 0, as source maps count. */
export interface Position {
  line: number;
  column: number;
}

/** Steps that led from a source to the code that runs, the last one first. Each is decoded when first needed. */
export class PositionMap {
  private decoded: TraceMap[] | undefined;

  /** `maps` gives each step's source map as JSON text, the last step first. */
  constructor(private readonly maps: readonly (() => string)[]) {}

  /** Where in the source the position comes from; undefined for code that no source stands behind. */
  toSource(position: Position): Position | undefined {
    this.decoded ??= this.maps.map((map) => new TraceMap(map()));
    let at = position;
    for (const map of this.decoded) {
      const { line, column } = originalPositionFor(map, at);
      if (line === null || column === null) return undefined;
      at = { line, column };
    }
    return at;
  }
}

/** Position of a character offset in a text. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - (before.lastIndexOf('\n') + 1) };
}
