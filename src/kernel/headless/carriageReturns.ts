/**
 * What is left of text in which a carriage return goes back to the start of its line, as a terminal shows it. The
 * last, unfinished line keeps its last return, because what follows may overwrite more of it: so the function may be
 * applied to a text again whenever it has grown.
 */
export function collapseCarriageReturns(text: string): string {
  if (!text.includes('\r')) return text;
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const unfinished = (lines.pop() ?? '').split('\r');
  const latest = unfinished.pop() ?? '';
  const start = unfinished.length > 0 ? [`${overwrite(unfinished)}\r${latest}`] : [latest];
  return [...lines.map((line) => overwrite(line.split('\r'))), ...start].join('\n');
}

const overwrite = (pieces: string[]): string =>
  pieces.reduce((before, piece) => piece + before.slice(piece.length), '');
