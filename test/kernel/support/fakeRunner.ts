import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import {
  encodeFrame,
  FrameDecoder,
  type FromRunner,
  type Header,
  RUNNER_FD,
  type ToRunner,
} from '../../../src/kernel/protocol';

/**
 * A runner whose cells are JavaScript that says, through `kernel`, what a runner would say: the supervisor is tested
 * with it alone.
 */
const send = (message: FromRunner) => {
  const frame = encodeFrame(message);
  for (let done = 0; done < frame.length; ) done += write(frame, done);
};
function write(frame: Buffer, from: number): number {
  try {
    return writeSync(RUNNER_FD.messages, frame, from);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}

let interrupted = () => {};
let answered = (_value: string) => {};

function tools(parent: Header, executionCount: number) {
  return {
    out: (text: string) => send({ type: 'stream', parent, name: 'stdout', text }),
    err: (text: string) => send({ type: 'stream', parent, name: 'stderr', text }),
    result: (text: string) =>
      send({ type: 'result', parent, data: { 'text/plain': text }, metadata: {}, executionCount }),
    display: (data: Record<string, string>, id?: string) =>
      send({
        type: 'display',
        parent,
        content: { data, metadata: {}, transient: id ? { display_id: id } : {} },
      }),
    update: (data: Record<string, string>, id: string) =>
      send({ type: 'updateDisplay', parent, content: { data, metadata: {}, transient: { display_id: id } } }),
    native: (fd: 1 | 2, bytes: string | Uint8Array) =>
      typeof bytes === 'string' ? writeSync(fd, bytes) : writeSync(fd, bytes),
    untilInterrupted: () =>
      new Promise((_, reject) => {
        interrupted = () => reject(Object.assign(new Error('stopped'), { name: 'Interrupted' }));
      }),
    input: (prompt: string) => {
      send({ type: 'inputRequest', parent, prompt, password: false });
      return new Promise<string>((resolve) => {
        answered = resolve;
      });
    },
    exiting: (code: number) => send({ type: 'exiting', code }),
    sleep: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

async function execute(request: Extract<ToRunner, { type: 'execute' }>): Promise<void> {
  const { parent, executionCount } = request;
  const run = new Function('kernel', 'require', `return (async () => { ${request.code} })()`);
  try {
    await run(tools(parent, executionCount), require);
    send({ type: 'executed', parent, executionCount, outcome: { status: 'ok', userExpressions: {} } });
  } catch (error) {
    const { name, message } = error as Error;
    const outcome = {
      status: 'error' as const,
      ename: name,
      evalue: message,
      traceback: [`${name}: ${message}`],
    };
    send({ type: 'executed', parent, executionCount, outcome });
  }
}

function follow<T>(fd: number, act: (message: T) => void): void {
  const decoder = new FrameDecoder();
  const stream = new Socket({ fd, readable: true, writable: false });
  stream.on('data', (chunk) => {
    for (const { json } of decoder.push(chunk)) act(json as T);
  });
  stream.on('end', () => process.exit(0));
}

follow<ToRunner>(RUNNER_FD.requests, (message) => {
  if (message.type === 'execute') void execute(message);
  else if (message.type === 'input') answered(message.value);
  else if (message.type === 'shutdown') process.exit(0);
  else {
    const msgType = message.parent.msg_type.replace('_request', '_reply');
    send({ type: 'reply', parent: message.parent, msgType, content: { status: 'ok' } });
  }
});
follow(RUNNER_FD.control, () => interrupted());
if (process.env.FAKE_RUNNER_FAILS) {
  console.error(process.env.FAKE_RUNNER_FAILS);
  process.exit(7);
}
send({ type: 'ready', pid: process.pid, node: process.version });
