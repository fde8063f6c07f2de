import { describe, expect, it } from 'vitest';
import type { CellMessage } from '../../../../src/kernel/client';
import { collapseCarriageReturns } from '../../../../src/kernel/headless/carriageReturns';
import { Terminal } from '../../../../src/kernel/headless/terminal';

describe('carriage returns', () => {
  it.each([
    ['plain\n', 'plain\n'],
    ['10%\r20%\r100%\ndone', '100%\ndone'],
    ['long line\rshort\n', 'shortline\n'],
    ['long line\rshort\rno', 'shortline\rno'],
    ['windows\r\nlines\r\n', 'windows\nlines\n'],
    ['99%\r', '99%\r'],
  ])('%j becomes %j', (text, shown) => {
    expect(collapseCarriageReturns(text)).toBe(shown);
  });

  it('may be applied piece by piece', () => {
    const whole = 'a\rb\nfirst\rsecond\rthird\n12345\r67';
    for (let cut = 0; cut <= whole.length; cut++) {
      const pieces = collapseCarriageReturns(collapseCarriageReturns(whole.slice(0, cut)) + whole.slice(cut));
      expect(pieces).toBe(collapseCarriageReturns(whole));
    }
  });
});

describe('the terminal', () => {
  const stream = (text: string): CellMessage => ({ type: 'stream', name: 'stdout', text });
  const update = (text: string): CellMessage => ({
    type: 'updateDisplay',
    data: { 'text/plain': text },
    metadata: {},
    transient: { display_id: 'd' },
  });
  function shown(interactive: boolean, messages: CellMessage[]): string {
    let text = '';
    const screen = {
      write: (piece: string) => {
        text += piece;
      },
      interactive,
    };
    const terminal = new Terminal(screen, () => 0);
    for (const message of messages) terminal.show(message);
    terminal.endLine();
    return text;
  }

  it('prints finished lines only, where lines cannot be overwritten', () => {
    expect(shown(false, [stream('1%\r'), stream('2%\r'), stream('3%\nab'), stream('c')])).toBe('3%\nabc\n');
  });

  it('passes text on as it is, where they can', () => {
    expect(shown(true, [stream('1%\r'), stream('2%')])).toBe('1%\r2%\n');
  });

  it('shows the last state of a value that changes in place', () => {
    const messages = [update('step 1'), update('step 2'), stream('x\n')];
    expect(shown(false, messages)).toBe('step 2\nx\n');
    expect(shown(true, messages)).toBe('\r\u001b[Kstep 1\r\u001b[Kstep 2\nx\n');
  });
});
