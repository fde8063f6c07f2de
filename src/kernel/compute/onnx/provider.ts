import { loadOnnxRuntime, type OnnxRuntime } from './load';
import { runProbe } from './providerProbe';
import { reasonOf } from './reason';

/** GPUs may multiply with fewer bits (TF32 has ten); a wrong result is off by far more. */
const TOLERANCE = 0.01;

const tested = new Map<string, Promise<void>>();
let preferred = 'cpu';

/** The execution provider of graphs that name none. */
export const defaultProvider = (): string => preferred;

/**
 * Makes an execution provider the default of this process where it works.
 * @returns why it does not; `cpu` is the default then
 */
export async function chooseProvider(provider: string): Promise<string | undefined> {
  preferred = 'cpu';
  try {
    await requireProvider(loadOnnxRuntime(), provider);
  } catch (error) {
    return reasonOf(error);
  }
  preferred = provider;
  return undefined;
}

/**
 * Makes sure that an execution provider can be used: listed by the package and, unless it is `cpu`, giving the
 * numbers that `cpu` gives for every operator of the probe.
 * @throws Error with the reason and the providers that there are
 */
export async function requireProvider(ort: OnnxRuntime, provider: string): Promise<void> {
  const listed = ort.listSupportedBackends().map(({ name }) => name);
  if (!listed.includes(provider))
    throw new Error(
      `The installed onnxruntime-node has no execution provider '${provider}': it lists ${listed.join(', ')}.`,
    );
  if (provider === 'cpu') return;
  const test = tested.get(provider) ?? selfTest(ort, provider);
  tested.set(provider, test);
  await test;
}

async function selfTest(ort: OnnxRuntime, provider: string): Promise<void> {
  const refuse = (reason: string, cause?: unknown): Error =>
    new Error(`The execution provider '${provider}' does not work here (${reason}). Use 'cpu'.`, { cause });
  const expected = await runProbe(ort, 'cpu');
  const found = await runProbe(ort, provider).catch((error: unknown) => {
    throw refuse(whyNotStarted(reasonOf(error)), error);
  });
  for (const [operator, values] of expected)
    if (!agrees(found.get(operator)!, values))
      throw refuse(`its self-test gave wrong numbers for ${operator}`);
}

function agrees(found: Float32Array, expected: Float32Array): boolean {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.every((value, i) => Math.abs(value - found[i]!) <= TOLERANCE * scale);
}

/** The runtime's words for the two usual cases say little to who does not know its sources. */
function whyNotStarted(reason: string): string {
  if (/no supported adapters|RequestAdapter/i.test(reason))
    return 'there is no GPU with a driver that it can use';
  if (/failed to load shared library/i.test(reason))
    return 'its library is not installed: it comes with an installation of onnxruntime-node that may download it';
  return reason;
}
