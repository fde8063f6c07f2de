import type { CellMessage } from '../client';
import type { MimeBundle } from '../protocol';
import { collapseCarriageReturns } from './carriageReturns';
import type { CellOutput, CodeCell } from './nbformat';

type Displayed = Extract<CellOutput, { data: MimeBundle }>;

/** Turns the messages of running cells into saved outputs, as VS Code and Jupyter do. */
export class NotebookOutputs {
  private clearNext = new Set<CodeCell>();
  /** Outputs by display id: an update changes all of them, in whichever cell they are. */
  private readonly displayed = new Map<string, Displayed[]>();

  apply(cell: CodeCell, message: CellMessage): void {
    switch (message.type) {
      case 'started':
        cell.execution_count = message.executionCount;
        break;
      case 'stream':
        this.stream(cell, message.name, message.text);
        break;
      case 'display': {
        const { data, metadata, transient } = message;
        const output: Displayed = { output_type: 'display_data', data, metadata };
        if (transient.display_id !== undefined) this.remember(transient.display_id, output);
        this.add(cell, output);
        break;
      }
      case 'updateDisplay': {
        const { data, metadata, transient } = message;
        for (const output of this.displayed.get(transient.display_id ?? '') ?? [])
          Object.assign(output, { data, metadata });
        break;
      }
      case 'result': {
        const { execution_count, data, metadata } = message;
        this.add(cell, { output_type: 'execute_result', execution_count, data, metadata });
        break;
      }
      case 'error': {
        const { ename, evalue, traceback } = message;
        this.add(cell, { output_type: 'error', ename, evalue, traceback });
        break;
      }
      case 'clearOutput':
        // With `wait` the old output stays until there is something to replace it: no flicker.
        if (message.wait) this.clearNext.add(cell);
        else cell.outputs = [];
    }
  }

  private stream(cell: CodeCell, name: 'stdout' | 'stderr', text: string): void {
    const last = this.clearNext.has(cell) ? undefined : cell.outputs.at(-1);
    if (last?.output_type === 'stream' && last.name === name)
      last.text = collapseCarriageReturns(last.text + text);
    else this.add(cell, { output_type: 'stream', name, text: collapseCarriageReturns(text) });
  }

  private add(cell: CodeCell, output: CellOutput): void {
    if (this.clearNext.delete(cell)) cell.outputs = [];
    cell.outputs.push(output);
  }

  private remember(id: string, output: Displayed): void {
    const same = this.displayed.get(id);
    if (same) same.push(output);
    else this.displayed.set(id, [output]);
  }
}
