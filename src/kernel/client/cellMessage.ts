import type {
  DisplayContent,
  ErrorContent,
  ExecuteResultContent,
  InputRequest,
  Message,
  StreamContent,
} from '../protocol';

/** What a cell sends while it runs, in order. */
export type CellMessage =
  | { type: 'started'; executionCount: number }
  | ({ type: 'stream' } & StreamContent)
  | ({ type: 'display' } & DisplayContent)
  | ({ type: 'updateDisplay' } & DisplayContent)
  | ({ type: 'result' } & ExecuteResultContent)
  | ({ type: 'error' } & ErrorContent)
  | { type: 'clearOutput'; wait: boolean }
  /** Answer with `KernelConnection.input`. */
  | ({ type: 'inputRequest' } & InputRequest);

/** A Jupyter message as a cell message; null for those that are not output (status, replies). */
export function cellMessage(message: Message): CellMessage | null {
  // The supervisor builds these contents with exactly these types.
  const content = <C>() => message.content as unknown as C;
  switch (message.header.msg_type) {
    case 'execute_input':
      return { type: 'started', executionCount: content<{ execution_count: number }>().execution_count };
    case 'stream':
      return { type: 'stream', ...content<StreamContent>() };
    case 'display_data':
      return { type: 'display', ...content<DisplayContent>() };
    case 'update_display_data':
      return { type: 'updateDisplay', ...content<DisplayContent>() };
    case 'execute_result':
      return { type: 'result', ...content<ExecuteResultContent>() };
    case 'error':
      return { type: 'error', ...content<ErrorContent>() };
    case 'clear_output':
      return { type: 'clearOutput', wait: content<{ wait: boolean }>().wait };
    case 'input_request':
      return { type: 'inputRequest', ...content<InputRequest>() };
    default:
      return null;
  }
}
