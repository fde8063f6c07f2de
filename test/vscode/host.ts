import * as vscode from 'vscode';

const url = process.env.UI_URL;

/** Tests that look at the page: they run only where the harness drives a browser. */
export const describeUi = url ? describe : describe.skip;

export interface PageQuery {
  selector?: string;
  /** An expression over `el`, evaluated in the page. */
  js?: string;
  frame?: 'output';
  click?: boolean;
  key?: string;
  /** Text for what has the focus. */
  type?: string;
  screenshot?: string;
  timeout?: number;
}

/** Asks the browser page that shows this VS Code; waits until the selector is attached. */
export async function page<T = unknown>(query: PageQuery): Promise<T> {
  const response = await fetch(url!, { method: 'POST', body: JSON.stringify(query) });
  const answer = (await response.json()) as { ok: boolean; value: T; error?: string };
  if (!answer.ok) throw new Error(answer.error);
  return answer.value;
}

/** Resolves once `read` gives something other than undefined; looks 10 times a second. */
export async function until<T>(
  what: string,
  read: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 90_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`timed out waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export const command = (name: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(name, ...args);
