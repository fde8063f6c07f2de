import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Header, Message } from '../../../../src/kernel/protocol';
import { SupervisedKernel } from '../../../../src/kernel/supervisor/kernel';
import type { Runner, RunnerEvents } from '../../../../src/kernel/supervisor/runnerProcess';

const header = (msg_type: string, msg_id: string): Header => ({
  ...{ msg_id, msg_type, session: 's', username: 'u', date: '', version: '5.3' },
});
const request = (msg_type: string, msg_id: string, content: Message['content'] = {}): Message => ({
  ...{
    channel: 'shell',
    header: header(msg_type, msg_id),
    parent_header: {},
    metadata: {},
    content,
    buffers: [],
  },
});

/** A kernel whose runners are driven by hand and whose door refuses what `refuses` says. */
function kernelWithDoor(refuses: (message: Message) => boolean = () => false) {
  const runners: { events: RunnerEvents; sent: unknown[]; ended: () => void }[] = [];
  const startRunner = (events: RunnerEvents): Runner => {
    let ended = () => {};
    const gone = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const sent: unknown[] = [];
    runners.push({ events, sent, ended });
    return {
      send: (message) => sent.push(message),
      interrupt: () => {},
      drained: async () => {},
      end: () => gone,
    };
  };
  const kernel = new SupervisedKernel({ startRunner, whenRunnerDies: 'restart', ended: () => {} });
  const published: Message[] = [];
  kernel.addFrontEnd({
    publish: (message) => {
      if (refuses(message)) throw new RangeError('message of 2000000000 bytes is over the limit');
      published.push(message);
    },
    stateChanged: () => {},
    close: async () => {},
  });
  const replies: Message[] = [];
  const receive = (message: Message) =>
    kernel.receive(message, { send: (answer) => void replies.push(answer) });
  kernel.start();
  runners[0]!.events.message({ type: 'ready', pid: 1, node: '' });
  return { kernel, runners, published, replies, receive };
}

describe('a message that can not be passed on', () => {
  beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
  afterEach(() => void vi.restoreAllMocks());

  it('is told in the cell, and neither ends the kernel nor holds up the cells after it', async () => {
    const { runners, published, replies, receive } = kernelWithDoor(
      ({ header, content }) => header.msg_type === 'display_data' || content.ename === 'TooLarge',
    );
    const { events } = runners[0]!;
    const executed = { type: 'executed', executionCount: 1 } as const;
    receive(request('execute_request', 'a', { code: '1' }));
    receive(request('execute_request', 'b', { code: '2', stop_on_error: false }));
    const parent = header('execute_request', 'a');
    events.message({ type: 'display', parent, content: { data: {}, metadata: {}, transient: {} } });
    expect(published.map(({ content }) => content.text)).toContain(
      'The kernel lost a message: message of 2000000000 bytes is over the limit.\n',
    );
    events.message({ ...executed, parent, outcome: { status: 'ok', userExpressions: {} } });
    await vi.waitFor(() => expect(runners[0]!.sent).toHaveLength(2));
    // What fails in the ordered chain itself must not break it.
    const second = header('execute_request', 'b');
    const outcome = { status: 'error', ename: 'TooLarge', evalue: '', traceback: [] } as const;
    events.message({ ...executed, parent: second, outcome: { ...outcome, traceback: [] } });
    receive(request('execute_request', 'c', { code: '3' }));
    await vi.waitFor(() => expect(runners[0]!.sent).toHaveLength(3));
    events.message({
      ...executed,
      parent: header('execute_request', 'c'),
      outcome: { status: 'ok', userExpressions: {} },
    });
    await vi.waitFor(() => expect(replies.at(-1)?.parent_header).toMatchObject({ msg_id: 'c' }));
    expect(replies.map(({ parent_header }) => parent_header.msg_id)).toContain('a');
  });
});

describe('restart', () => {
  it('asked for twice leaves one new runner', async () => {
    const { kernel, runners } = kernelWithDoor();
    kernel.restart();
    kernel.restart();
    await Promise.resolve();
    expect(runners).toHaveLength(1);
    runners[0]!.ended();
    await vi.waitFor(() => expect(runners).toHaveLength(2));
    runners[1]!.events.message({ type: 'ready', pid: 2, node: '' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(runners).toHaveLength(2);
    expect(kernel.state().phase).toBe('idle');
  });
});
