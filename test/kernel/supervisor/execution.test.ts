import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KernelConnection } from '../../../src/kernel/client';
import { KernelFixture, run, transcript } from '../support/kernelFixture';

const fixture = new KernelFixture();
let kernel: KernelConnection;
beforeAll(async () => {
  kernel = await fixture.kernel();
});
afterAll(() => fixture.dispose());

describe('a cell', () => {
  it('sends busy, input, output, result, reply and idle in this order', async () => {
    const lines = transcript(kernel);
    await run(kernel, "kernel.out('hello\\n'); kernel.result('42');");
    expect(lines).toEqual([
      'iopub status {"execution_state":"busy"}',
      `iopub execute_input {"code":"kernel.out('hello\\\\n'); kernel.result('42');","execution_count":1}`,
      'iopub stream {"name":"stdout","text":"hello\\n"}',
      'iopub execute_result {"execution_count":1,"data":{"text/plain":"42"},"metadata":{}}',
      'shell execute_reply {"status":"ok","execution_count":1,"payload":[],"user_expressions":{}}',
      'iopub status {"execution_state":"idle"}',
    ]);
  });

  it('that fails sends exactly one error, and those queued behind it are aborted', async () => {
    const failing = kernel.execute("await kernel.sleep(50); throw new TypeError('no')");
    const behind = kernel.execute("kernel.out('never')");
    const lines = transcript(kernel);
    expect(await failing.reply).toMatchObject({ status: 'error', ename: 'TypeError', evalue: 'no' });
    expect(await behind.reply).toMatchObject({ status: 'aborted' });
    expect(lines).toEqual([
      'iopub status {"execution_state":"busy"}',
      `iopub execute_input {"code":"await kernel.sleep(50); throw new TypeError('no')","execution_count":2}`,
      'iopub error {"ename":"TypeError","evalue":"no"}',
      'shell execute_reply {"status":"error","execution_count":2,"ename":"TypeError","evalue":"no"}',
      'iopub status {"execution_state":"idle"}',
      'iopub status {"execution_state":"busy"}',
      'shell execute_reply {"status":"aborted","execution_count":2}',
      'iopub status {"execution_state":"idle"}',
    ]);
  });

  it('does not stop the others with stop_on_error false', async () => {
    const failing = kernel.execute('throw new Error()', { stop_on_error: false });
    const behind = kernel.execute('');
    expect((await failing.reply).status).toBe('error');
    expect((await behind.reply).status).toBe('ok');
  });

  it('that is silent shows nothing and does not count', async () => {
    const before = (await run(kernel, '')).reply.execution_count;
    const silent = await run(kernel, "kernel.out('x'); kernel.result('1'); throw new Error('quiet')", {
      silent: true,
    });
    expect(silent.messages).toEqual([]);
    expect(silent.reply).toMatchObject({ status: 'error', execution_count: before });
    const unstored = await run(kernel, "kernel.out('x')", { store_history: false });
    expect(unstored).toMatchObject({ text: 'x', reply: { execution_count: before } });
  });

  it('asks for input on stdin and gets the answer', async () => {
    const answers: string[] = [];
    const { reply } = kernel.execute(
      "kernel.out('hello ' + (await kernel.input('name? ')))",
      { allow_stdin: true },
      (message) => {
        if (message.type === 'inputRequest') kernel.input(`${message.prompt}Ada`);
        if (message.type === 'stream') answers.push(message.text);
      },
    );
    await reply;
    expect(answers).toEqual(['hello name? Ada']);
  });

  it('is known by its nbformat id in everything that it causes', async () => {
    const ids = new Set<unknown>();
    const listener = kernel.onMessage((message) => ids.add(message.metadata.cellId));
    await run(kernel, "kernel.out('x'); kernel.native(2, 'y'); throw new Error('z')", { cellId: 'cell-7' });
    listener.dispose();
    expect([...ids]).toEqual(['cell-7']);
  });
});

describe('printed text', () => {
  it('arrives completely, in order, in few messages, before idle', async () => {
    const { messages, text } = await run(kernel, "for (let i = 0; i < 10000; i++) kernel.out(i + '\\n');");
    expect(text).toBe(Array.from({ length: 10_000 }, (_, i) => `${i}\n`).join(''));
    expect(messages.length).toBeLessThan(500);
  });

  it('keeps the order of stdout and stderr', async () => {
    const { messages } = await run(
      kernel,
      "kernel.out('1'); kernel.out('2'); kernel.err('3'); kernel.out('4');",
    );
    const seen = messages.flatMap((message) =>
      message.type === 'stream' ? [[message.name, message.text]] : [],
    );
    const merged = seen.reduce<string[][]>((all, [name, text]) => {
      const last = all.at(-1);
      if (last && last[0] === name) last[1] += text ?? '';
      else all.push([name ?? '', text ?? '']);
      return all;
    }, []);
    expect(merged).toEqual([
      ['stdout', '12'],
      ['stderr', '3'],
      ['stdout', '4'],
    ]);
  });

  it('of native code and child processes belongs to the cell, whole characters, before its idle', async () => {
    const code = `
      const euro = Buffer.from('€'.repeat(40000));
      kernel.native(1, euro.subarray(0, 1)); await kernel.sleep(20);
      for (let at = 1; at < euro.length; ) at += require('node:fs').writeSync(1, euro, at);
      require('node:child_process').execFileSync('printf', ['child'], { stdio: ['ignore', 'inherit', 'inherit'] });`;
    expect((await run(kernel, code)).text).toBe(`${'€'.repeat(40_000)}child`);
  });

  it('after the end of its cell still belongs to that cell', async () => {
    const { msgId, reply } = kernel.execute("setTimeout(() => kernel.out('late'), 50)");
    await reply;
    const parent = await new Promise((resolve) => {
      kernel.onMessage(
        (message) => message.header.msg_type === 'stream' && resolve(message.parent_header.msg_id),
      );
    });
    expect(parent).toBe(msgId);
  });
});

describe('interrupt', () => {
  it('stops the running cell, drops those that wait and keeps the kernel', async () => {
    const running = kernel.execute(
      "kernel.out('on'); globalThis.kept = 5; await kernel.untilInterrupted()",
      {},
      (message) => {
        if (message.type === 'stream') void kernel.interrupt();
      },
    );
    const waiting = kernel.execute('');
    expect(await waiting.reply).toMatchObject({ status: 'aborted' });
    expect(await running.reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
    expect((await run(kernel, 'kernel.out(String(globalThis.kept))')).text).toBe('5');
  });

  it('with nothing running is harmless', async () => {
    await kernel.interrupt();
    expect((await run(kernel, '')).reply.status).toBe('ok');
  });
});

describe('other requests', () => {
  it('kernel_info is answered while a cell loops', async () => {
    const { reply } = kernel.execute('const end = Date.now() + 300; while (Date.now() < end);');
    const first = await Promise.race([kernel.kernelInfo(), reply.then(() => null)]);
    expect(first?.language_info).toMatchObject({ name: 'typescript', file_extension: '.ts' });
    await reply;
  });

  it('history tells tail, range and search', async () => {
    await run(kernel, '/* find me */ 1');
    await run(kernel, '2');
    const tail = await kernel.request('history_request', { hist_access_type: 'tail', n: 1 });
    expect(tail.history).toMatchObject([[1, expect.any(Number), '2']]);
    const search = await kernel.request('history_request', {
      hist_access_type: 'search',
      pattern: '*find ?e*',
      n: 9,
    });
    expect(search.history).toHaveLength(1);
    const range = await kernel.request('history_request', {
      hist_access_type: 'range',
      session: 0,
      start: 1,
      stop: 2,
      output: true,
    });
    expect(range.history).toEqual([[1, 1, ["kernel.out('hello\\n'); kernel.result('42');", null]]]);
  });

  it('go to the runner, or say that they are unknown', async () => {
    expect(await kernel.request('is_complete_request', { code: '1' })).toEqual({ status: 'ok' });
    expect(await kernel.request('comm_info_request')).toEqual({ status: 'ok', comms: {} });
    expect(await kernel.request('dance_request')).toMatchObject({ status: 'error', ename: 'UnknownRequest' });
  });
});
