/** A tensor in a safetensors file. */
export interface StoredTensor {
  shape: readonly number[];
  data: Float32Array;
}

export interface SafetensorsFile {
  tensors: Map<string, StoredTensor>;
  metadata: Record<string, string>;
}

/** The values of a tensor that a file must have with this shape; otherwise throws what `refuse` makes of the reason. */
export function storedTensor(
  tensors: ReadonlyMap<string, StoredTensor>,
  name: string,
  shape: readonly number[],
  refuse: (what: string) => Error,
): Float32Array {
  const found = tensors.get(name);
  if (!found) throw refuse(`tensor ${name} [${shape}] is missing`);
  const fits = found.shape.length === shape.length && found.shape.every((size, i) => size === shape[i]);
  if (!fits) throw refuse(`tensor ${name} should be [${shape}] and is [${found.shape}]`);
  return found.data;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * Writes the safetensors format (https://huggingface.co/docs/safetensors): the length of a JSON header as u64,
 * the header, then the values, all little endian. float32 only.
 */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const header: Record<string, HeaderEntry | Record<string, string>> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape: [...shape], data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / 8) * 8; // padded with spaces so that the values are aligned
  const bytes = Buffer.alloc(8 + headerLength + end, ' ');
  bytes.writeBigUInt64LE(BigInt(headerLength));
  text.copy(bytes, 8);
  let offset = 8 + headerLength;
  for (const { data } of tensors.values()) {
    // Copied as they are: every platform of Node.js that we run on is little endian too.
    offset += Buffer.from(data.buffer, data.byteOffset, data.byteLength).copy(bytes, offset);
  }
  return bytes;
}

/** @throws Error with what is wrong with the file, without its name */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 8)
    throw new Error(`it has only ${buffer.length} bytes, too few for a safetensors file`);
  const start = 8 + Number(buffer.readBigUInt64LE());
  const { __metadata__: metadata = {}, ...entries } = parseHeader(buffer, start);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(entries)) {
    const { dtype, shape, data_offsets } = checkEntry(name, entry);
    if (dtype !== 'F32') throw new Error(`tensor ${name} is ${dtype}; only F32 is read here`);
    const [from, to] = data_offsets;
    if (to - from !== 4 * shape.reduce((product, n) => product * n, 1)) {
      throw new Error(`it is damaged: tensor ${name} [${shape}] is said to have ${to - from} bytes`);
    }
    if (start + to > buffer.length) {
      throw new Error(
        `it is truncated: tensor ${name} ends at byte ${start + to}, the file at ${buffer.length}`,
      );
    }
    const data = new Float32Array((to - from) / 4);
    buffer.copy(Buffer.from(data.buffer), 0, start + from, start + to);
    tensors.set(name, { shape, data });
  }
  return { tensors, metadata };
}

type Header = { __metadata__?: Record<string, string> } & Record<string, unknown>;

function checkEntry(name: string, entry: unknown): HeaderEntry {
  const { dtype, shape, data_offsets } = (entry ?? {}) as Partial<HeaderEntry>;
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
  if (Array.isArray(shape) && Array.isArray(data_offsets) && [...shape, ...data_offsets].every(isCount))
    return { dtype: String(dtype), shape, data_offsets };
  throw new Error(`it is damaged: the header does not say where tensor ${name} is`);
}

function parseHeader(buffer: Buffer, end: number): Header {
  // A length beyond the file is either a cut in the header or not this format at all.
  if (end > buffer.length) {
    throw new Error(
      `it is truncated or not safetensors: the header should end at byte ${end} of ${buffer.length}`,
    );
  }
  let header: unknown;
  try {
    header = JSON.parse(buffer.toString('utf8', 8, end));
  } catch {
    throw new Error('it is not a safetensors file: the header is not JSON');
  }
  if (typeof header !== 'object' || header === null)
    throw new Error('it is not a safetensors file: the header is not an object');
  return header as Header; // its entries are checked one by one
}
