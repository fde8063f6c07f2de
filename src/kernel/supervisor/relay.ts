import type { FromRunner } from '../protocol';
import type { Publisher, Source } from './publisher';

export type RunnerOutput = Extract<
  FromRunner,
  { type: 'stream' | 'display' | 'updateDisplay' | 'clearOutput' | 'result' | 'lateError' }
>;

/** Publishes what a cell (or something that it left running) shows. */
export function relay(out: Publisher, message: RunnerOutput, source: Source | null): void {
  switch (message.type) {
    case 'stream':
      out.stream(message.parent, message.name, message.text);
      break;
    case 'display':
      out.publish('display_data', source, message.content);
      break;
    case 'updateDisplay':
      out.publish('update_display_data', source, message.content);
      break;
    case 'clearOutput':
      out.publish('clear_output', source, { wait: message.wait });
      break;
    case 'result': {
      const { data, metadata, executionCount } = message;
      out.publish('execute_result', source, { execution_count: executionCount, data, metadata });
      break;
    }
    case 'lateError':
      // Not an `error` message: the cell it came from has an outcome of its own, and one error is the most it may have.
      out.stream(message.parent, 'stderr', `${message.error.traceback.join('\n')}\n`);
      break;
  }
}
