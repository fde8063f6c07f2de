import { sharedState } from '../display/shared';
import type { ComputeInfo } from '../protocol';

interface ComputeState {
  chosen: ComputeInfo | null;
  listeners: Set<(info: ComputeInfo) => void>;
}

const state = sharedState<ComputeState>('compute', { chosen: null, listeners: new Set() });

/** The library calls this when the compute backend has been chosen; the same choice is told once. */
export function announceCompute(info: ComputeInfo): void {
  if (state.chosen === info) return;
  state.chosen = info;
  for (const listener of state.listeners) listener(info);
}

/** Whether the backend has been chosen: before, tensors would be made on another one. */
export const isComputeChosen = (): boolean => state.chosen !== null;

/** Calls `listener` at each choice, at once when one has been made already. Returns what ends that. */
export function onComputeChosen(listener: (info: ComputeInfo) => void): () => void {
  state.listeners.add(listener);
  if (state.chosen) listener(state.chosen);
  return () => state.listeners.delete(listener);
}
