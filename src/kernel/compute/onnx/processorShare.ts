import type { InferenceSession } from 'onnxruntime-node';
import type { OnnxRuntime } from './load';
import { reasonOf } from './reason';

/** Providers that are known to leave operators to the processor: their sessions are not tried without it again. */
const sharing = new Set<string>();

/**
 * Makes a session on an execution provider. onnxruntime computes operators that a provider does not have on the processor,
 * between copies, and says nothing of it: a session that must not do so is refused, which is told, and made again.
 * @param onWarning hears of it, once a provider
 */
export async function createOn(
  ort: OnnxRuntime,
  provider: string,
  model: Uint8Array,
  onWarning: (text: string) => void,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  const onProvider = { ...options, executionProviders: [provider] };
  if (provider === 'cpu' || sharing.has(provider)) return ort.InferenceSession.create(model, onProvider);
  try {
    return await ort.InferenceSession.create(model, { ...onProvider, extra: ALONE });
  } catch (error) {
    if (!/fallback to CPU EP has been explicitly disabled/i.test(reasonOf(error))) throw error;
  }
  const session = await ort.InferenceSession.create(model, onProvider);
  sharing.add(provider);
  onWarning(
    `The execution provider '${provider}' leaves operators of this model to the processor, with copies between: it may ` +
      "be no faster than 'cpu'. The option `profile` shows where each operator runs.",
  );
  return session;
}

const ALONE = { session: { disable_cpu_ep_fallback: '1' } };
