import type { ErrorContent } from '../../kernel/protocol';
import type { OutputItem } from './commands';

const ERROR_MIME = 'application/vnd.code.notebook.error';

/** An error as VS Code draws it: name and message in its heading, then the stack with links to the cells. */
export function errorItem({ ename, evalue, traceback }: ErrorContent): OutputItem {
  const stack = traceback
    .flatMap((part) => part.split('\n'))
    .map(linkable)
    .join('\n');
  const error = { name: ename, message: evalue, stack };
  return { mime: ERROR_MIME, data: new Uint8Array(Buffer.from(JSON.stringify(error), 'utf8')) };
}

/**
 * VS Code links a frame to its cell only where the line has IPython's shape: `Cell In[3], line 2`. Ours say
 * `at name (Cell 3:2:5)`; name and column follow, so that nothing is lost.
 */
function linkable(line: string): string {
  return line.replace(
    /^\s*at (?:(?<name>.+) \()?<?Cell (?<cell>\d+)>?:(?<line>\d+)(?::(?<column>\d+))?\)?$/,
    (...match) => {
      const { name, cell, line: row } = match.at(-1) as Record<string, string | undefined>;
      return `    Cell In[${cell}], line ${row}${name ? ` in ${name}` : ''}`;
    },
  );
}
