import * as vscode from 'vscode';
import type { CellMessage } from '../../kernel/client';

/** The output channel "BMDSRNet Kernel": what kernels say that no cell shows. */
export class KernelLog implements vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('BMDSRNet Kernel');

  line(text: string): void {
    this.channel.appendLine(text);
  }

  /** The text of an output whose cell runs again, is gone, or belongs to another front end. */
  output(message: CellMessage): void {
    const text = asText(message);
    if (text) this.channel.append(text.endsWith('\n') ? text : `${text}\n`);
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
  }
}

function asText(message: CellMessage): string | undefined {
  switch (message.type) {
    case 'stream':
      return message.text;
    case 'error':
      return `${message.ename}: ${message.evalue}`;
    case 'result':
    case 'display': {
      const plain = message.data['text/plain'];
      return typeof plain === 'string' ? plain : undefined;
    }
    default:
      return undefined;
  }
}
