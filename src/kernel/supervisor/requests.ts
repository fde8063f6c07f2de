import type { ComputeInfo, JsonObject, Message, ToRunner } from '../protocol';
import type { History } from './history';
import { kernelInfo } from './kernelInfo';

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
  reason: string | undefined;
}

/** The supervisor's own answers, given even while a cell loops; null for messages that want none. */
export function answer(message: Message, known: Knowledge): { msgType: string; content: object } | null {
  const type = message.header.msg_type;
  const reply = (content: object) => ({ msgType: type.replace(/_request$/, '_reply'), content });
  switch (type) {
    case 'kernel_info_request':
      return reply(kernelInfo(known.compute));
    case 'history_request':
      return reply(known.history.query(message.content));
    case 'comm_info_request':
      return reply({ status: 'ok', comms: {} satisfies JsonObject });
  }
  if (!type.endsWith('_request')) return null;
  const unknown = forward(message) === null;
  const evalue = unknown
    ? `This kernel does not know ${type}.`
    : (known.reason ?? 'The kernel has no runner.');
  return reply({ status: 'error', ename: unknown ? 'UnknownRequest' : 'KernelDead', evalue, traceback: [] });
}
