import type { ComputeInfo, ExecuteReply, ExecuteRequest, Header, Message, ToRunner } from '../protocol';
import type { History } from './history';
import { kernelInfo } from './kernelInfo';
import type { Cell, Outcome, RunningCell } from './queue';

/** The cell of an `execute_request`; fields that a client left out have the defaults of the protocol. */
export function cellOf({ header, content, metadata }: Message): Cell {
  const given = content as Partial<ExecuteRequest>;
  const silent = given.silent ?? false;
  const request: ExecuteRequest = {
    code: given.code ?? '',
    silent,
    store_history: given.store_history ?? !silent,
    user_expressions: given.user_expressions ?? {},
    allow_stdin: given.allow_stdin ?? false,
    stop_on_error: given.stop_on_error ?? true,
  };
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return { header, request, cellId: text(metadata.cellId), batch: text(metadata.batch) };
}

export function toRunner({ header, request, executionCount, cellId }: RunningCell): ToRunner {
  return {
    type: 'execute',
    parent: header,
    code: request.code,
    executionCount,
    silent: request.silent,
    allowStdin: request.allow_stdin,
    userExpressions: request.user_expressions,
    ...(cellId === null ? {} : { cellId }),
  };
}

export function executeReply(executionCount: number, outcome: Outcome): ExecuteReply {
  const execution_count = executionCount;
  if (outcome.status === 'ok')
    return { status: 'ok', execution_count, payload: [], user_expressions: outcome.userExpressions };
  const { ename, evalue, traceback } = outcome;
  return { status: 'error', execution_count, ename, evalue, traceback };
}

/** The runner's part in a request, or null where the supervisor answers itself. */
export function forward(message: Message): ToRunner | null {
  const { header: parent, content } = message;
  const code = String(content.code ?? '');
  const cursor = typeof content.cursor_pos === 'number' ? content.cursor_pos : code.length;
  switch (parent.msg_type) {
    case 'is_complete_request':
      return { type: 'isComplete', parent, code };
    case 'complete_request':
      return { type: 'complete', parent, code, cursor };
    case 'inspect_request':
      return { type: 'inspect', parent, code, cursor };
    case 'compute_info_request':
      return { type: 'computeInfo', parent };
    default:
      return null;
  }
}

interface Knowledge {
  compute: ComputeInfo | null;
  history: History;
  /** Why there is no runner. */
  reason: string | undefined;
}

/** Content of the supervisor's own answer; null for messages that want none. */
export function answer(message: Message, known: Knowledge): object | null {
  const type = message.header.msg_type;
  switch (type) {
    case 'kernel_info_request':
      return kernelInfo(known.compute);
    case 'history_request':
      return known.history.query(message.content);
    case 'comm_info_request':
      return { status: 'ok', comms: {} };
  }
  if (!type.endsWith('_request')) return null;
  return forward(message)
    ? refusal('KernelDead', known.reason ?? 'The kernel is starting: try again in a moment.')
    : refusal('UnknownRequest', `This kernel does not know ${type}.`);
}

const refusal = (ename: string, evalue: string) => ({ status: 'error', ename, evalue, traceback: [] });

export const replyType = (header: Header): string => header.msg_type.replace(/_request$/, '_reply');
