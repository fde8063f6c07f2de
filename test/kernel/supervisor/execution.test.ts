import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KernelConnection } from '../../../src/kernel/client';
import { KernelFixture, run, transcript } from '../support/kernelFixture';

const fixture = new KernelFixture();
let kernel: KernelConnection;
beforeAll(async () => {
  kernel = await fixture.kernel();
});
afterAll(() => fixture.dispose());

describe('execute_request', () => {
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
});
