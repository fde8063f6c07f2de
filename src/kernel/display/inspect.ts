import { type InspectOptions, inspect } from 'node:util';
import type { Json, MimeBundle } from '../protocol/messages';

const JUPYTER_DISPLAY = Symbol.for('Jupyter.display');
const OPTIONS: InspectOptions = { depth: 4, maxArrayLength: 100, maxStringLength: 100_000, breakLength: 100 };
const MAX_TEXT = 200_000;
/** Tensors up to this many values are read back for their range; larger ones show what is known without that. */
const MAX_READ = 4_194_304;
/** Tensors up to this many values are shown in full. */
const MAX_SHOWN = 64;

/** What every tensor of TensorFlow.js has, whichever copy of the library made it. */
interface TensorLike {
  shape: number[];
  dtype: string;
  size: number;
  dataId: object;
  isDisposed: boolean;
  array(): Promise<unknown>;
  data(): Promise<ArrayLike<number | string>>;
}

/**
 * A value as the MIME bundle of its result. Objects may give their own with a `Symbol.for('Jupyter.display')`
 * method, sync or async; tensors are summed up; all else is text.
 */
export async function mimeBundle(value: unknown): Promise<MimeBundle> {
  const own = await ownBundle(value);
  if (own) return own;
  return { 'text/plain': isTensor(value) ? await tensorText(value) : valueText(value) };
}

/** Text of a value as `console.log` would show it inside an object, without colours and within limits. */
function valueText(value: unknown): string {
  const text = inspect(value, OPTIONS);
  return text.length <= MAX_TEXT
    ? text
    : `${text.slice(0, MAX_TEXT)}... ${text.length - MAX_TEXT} more characters`;
}

/** Makes `console.log` and nested values show tensors of this class in one line, not their insides. */
export function showTensorsShortly(Tensor: { prototype: object }): void {
  Object.defineProperty(Tensor.prototype, inspect.custom, {
    configurable: true,
    value(this: TensorLike) {
      return head(this);
    },
  });
}

async function ownBundle(value: unknown): Promise<MimeBundle | undefined> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const method = (value as { [JUPYTER_DISPLAY]?: unknown })[JUPYTER_DISPLAY];
  if (typeof method !== 'function') return undefined;
  const bundle: unknown = await method.call(value);
  if (typeof bundle !== 'object' || bundle === null) return undefined;
  // The object travels as JSON, so whatever it holds becomes that.
  return JSON.parse(JSON.stringify(bundle)) as Record<string, Json>;
}

function isTensor(value: unknown): value is TensorLike {
  if (typeof value !== 'object' || value === null) return false;
  const { shape, dtype, dataId, data, array } = value as Partial<TensorLike>;
  const isMethod = typeof data === 'function' && typeof array === 'function';
  return Array.isArray(shape) && typeof dtype === 'string' && typeof dataId === 'object' && isMethod;
}

const head = ({ dtype, shape, isDisposed }: TensorLike): string =>
  `Tensor ${dtype} [${shape.join(', ')}]${isDisposed ? ' (disposed)' : ''}`;

async function tensorText(tensor: TensorLike): Promise<string> {
  const title = head(tensor);
  if (tensor.isDisposed || tensor.size === 0) return title;
  const facts = [`${tensor.size} value${tensor.size === 1 ? '' : 's'}`];
  if (tensor.size <= MAX_READ && /^(float32|int32|bool)$/.test(tensor.dtype)) {
    facts.push(...range((await tensor.data()) as ArrayLike<number>));
  }
  const line = `${title}: ${facts.join(', ')}`;
  return tensor.size <= MAX_SHOWN
    ? `${line}\n${inspect(await tensor.array(), { ...OPTIONS, depth: 8 })}`
    : line;
}

function range(values: ArrayLike<number>): string[] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let finite = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    finite++;
  }
  const short = (value: number) => Number(value.toPrecision(6));
  const facts = finite > 0 ? [`min ${short(min)}`, `max ${short(max)}`, `mean ${short(sum / finite)}`] : [];
  return finite === values.length ? facts : [...facts, `${values.length - finite} not finite`];
}
