import type { ErrorContent } from '../../kernel/protocol';
import type { OutputItem } from './commands';

const ERROR_MIME = 'application/vnd.code.notebook.error';

/** An error as VS Code draws it. It links frames to their cells by itself, where they have IPython's form. */
export function errorItem({ ename, evalue, traceback }: ErrorContent): OutputItem {
  const error = { name: ename, message: evalue, stack: traceback.join('\n') };
  return { mime: ERROR_MIME, data: new Uint8Array(Buffer.from(JSON.stringify(error), 'utf8')) };
}
