import type { ComputeInfo, KernelIdentity, RunnerState } from '../../kernel/protocol';

/** What the status bar knows: no kernel, one that starts, or one that is there. */
export type KernelStatus =
  | { phase: 'none' | 'starting' }
  | { phase: RunnerState['phase']; state: RunnerState; kernel: KernelIdentity };

const WORDS: Record<KernelStatus['phase'], { icon: string; words: string }> = {
  none: { icon: '$(circle-large-outline)', words: 'not started' },
  starting: { icon: '$(loading~spin)', words: 'starting' },
  idle: { icon: '$(circle-large-outline)', words: 'idle' },
  busy: { icon: '$(circle-large-filled)', words: 'busy' },
  dead: { icon: '$(error)', words: 'dead' },
};

/** Text of the status bar item: state of the kernel and compute backend. */
export function statusText(status: KernelStatus): string {
  const { icon, words } = WORDS[status.phase];
  const backend = 'state' in status ? status.state.compute?.backend : undefined;
  return `${icon} BMDSRNet: ${backend ? `${backend}, ` : ''}${words}`;
}

/** A fact about the kernel: a name and a sentence. */
export interface Fact {
  name: string;
  detail: string;
}

/** Everything the tooltip and the details list say, most important first. */
export function facts(status: KernelStatus): Fact[] {
  if (!('state' in status)) {
    const detail =
      status.phase === 'none'
        ? 'Run a cell to start the kernel of this notebook.'
        : 'The kernel is starting.';
    return [{ name: 'Kernel', detail }];
  }
  const { state, kernel } = status;
  const { compute } = state;
  const queued = state.cells.filter((cell) => cell.state === 'queued').length;
  return [
    {
      name: 'Kernel',
      detail: `${WORDS[status.phase].words}${queued > 0 ? `, ${count(queued, 'cell')} waiting` : ''}`,
    },
    ...(state.reason ? [{ name: 'Last ended', detail: state.reason }] : []),
    ...(compute
      ? [
          {
            name: 'Compute',
            detail: `${compute.backend}, ${count(compute.threads, 'thread')}: ${compute.reason}`,
          },
          { name: 'Training', detail: training(compute.execution) },
          ...compute.rejected.map(({ backend, reason }) => ({ name: `Not ${backend}`, detail: reason })),
        ]
      : [{ name: 'Compute', detail: 'The backends are not probed yet.' }]),
    {
      name: 'Process',
      detail: `Node ${kernel.node.replace(/^v/, '')}, process ${kernel.pid}, in ${kernel.cwd}`,
    },
  ];
}

function training({ compiled, reason, provider, threads }: ComputeInfo['execution']): string {
  if (!compiled) return `operation by operation: ${reason}`;
  return `compiled, ${provider === 'cpu' ? count(threads, 'thread') : provider}: ${reason}`;
}

const count = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`;
