import type { Position } from './positions';

/** A syntax error in a cell or in a module that it imports, found before anything ran. */
export class CellSyntaxError extends SyntaxError {
  override readonly name = 'SyntaxError';

  constructor(
    message: string,
    readonly position: Position,
    /** How many characters the caret underlines. */
    readonly length: number,
    /** The text in which it stands. */
    readonly source: string,
    /** File of the module; undefined for a cell. */
    readonly file?: string,
  ) {
    super(message);
  }
}
