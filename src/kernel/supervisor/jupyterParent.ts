const POLL_MS = 1_000;

export interface ParentProbe {
  /** The process that started this one, now: another one takes its place when it ends (not on Windows). */
  parent(): number;
  alive(pid: number): boolean;
}

/**
 * The test whether the front end that started this kernel is gone. `named` is JPY_PARENT_PID: the front end itself,
 * even where a launcher stands between. On Windows it holds a handle, not a process id, and is not used.
 */
export function parentWatch(
  named: string | undefined,
  probe: ParentProbe,
  platform = process.platform,
): () => boolean {
  const first = probe.parent();
  if (platform === 'win32') return () => !probe.alive(first);
  const wanted = Number(named) || first;
  // Only the parent's own number tells a dead parent from a zombie that nobody reaps. A named process that is not
  // there from the start is one of another container.
  if (wanted === first || !probe.alive(wanted)) return () => first > 1 && probe.parent() !== first;
  return () => !probe.alive(wanted);
}

/** Calls `gone` once when the front end has ended, however it ended. */
export function whenParentIsGone(gone: () => void): void {
  const isGone = parentWatch(process.env.JPY_PARENT_PID, { parent: () => process.ppid, alive });
  const timer = setInterval(() => {
    if (!isGone()) return;
    clearInterval(timer);
    gone();
  }, POLL_MS);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process of another user is alive, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
