import type { JsonObject } from '../protocol';
import { CellSyntaxError } from './syntaxError';
import { lower } from './transpile';

/** Content of `is_complete_reply`: whether Enter should run the code or start a new line. */
export async function completeness(code: string): Promise<JsonObject> {
  const error = await syntaxError(code);
  if (!error) return { status: 'complete' };
  const wantsMore =
    /end of file|to terminate multi-line comment/.test(error.message) || (await isOpenTemplate(code, error));
  return wantsMore ? { status: 'incomplete', indent: nextIndent(code) } : { status: 'invalid' };
}

async function syntaxError(code: string): Promise<CellSyntaxError | undefined> {
  try {
    await lower(code);
    return undefined;
  } catch (error) {
    if (error instanceof CellSyntaxError) return error;
    throw error;
  }
}

/** Strings end with their line but templates don't: a template is open when a backtick mends it. */
async function isOpenTemplate(code: string, { message }: CellSyntaxError): Promise<boolean> {
  if (!message.startsWith('Unterminated string')) return false;
  const mended = await syntaxError(`${code}\``);
  return mended === undefined || !mended.message.startsWith('Unterminated string');
}

function nextIndent(code: string): string {
  const last = code.trimEnd().split('\n').at(-1) ?? '';
  const indent = /^\s*/.exec(last)![0];
  return /([{([]|=>)$/.test(last) ? `${indent}  ` : indent;
}
