import type * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import type { EncodedImage } from '../../outputs';
import { toBytes } from '../bmdsrnet/data';
import type { RgbImage } from '../bmdsrnet/types';

/** What `show` takes as one image: our own image, or a tensor [H,W,3], [H,W,1] or [1,H,W,3] with values in [0, 1]. */
export type ImageLike = RgbImage | tf.Tensor;

/** Bytes of PNG data that one output may hold; images are reduced for display until they fit. */
const OUTPUT_BYTE_BUDGET = 3_000_000;

/**
 * Reads an image-like value. Tensors are read asynchronously and not disposed.
 * @throws TypeError that says why the value is no image: its shape, a disposed tensor, values that are not finite.
 */
export async function toImage(value: ImageLike): Promise<RgbImage> {
  if (!isTensor(value)) return requireImage(value);
  const [height, width, channels] = imageShape(value);
  const values = await readFinite(value);
  if (channels === 3) return { width, height, data: Float32Array.from(values) };
  const data = new Float32Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = values[(i / 3) | 0]!;
  return { width, height, data };
}

/**
 * Reads a sequence: an array of image-likes, a tensor [T,H,W,3], or BMDNet's [1,H,W,3T] output.
 * @throws TypeError that says why the value is no sequence, as {@link toImage} does.
 */
export async function toImages(value: readonly ImageLike[] | tf.Tensor): Promise<RgbImage[]> {
  if (!isTensor(value)) {
    if (!Array.isArray(value))
      throw new TypeError(`expected frames as an array of images or a tensor, found ${kindOf(value)}`);
    return Promise.all(value.map(toImage));
  }
  const [n = 0, height = 0, width = 0, channels = 0] = value.shape;
  if (value.rank !== 4 || channels % 3 !== 0 || (channels > 3 && n !== 1)) {
    throw new TypeError(`expected frames as [T,H,W,3] or [1,H,W,3T], found [${value.shape.join(',')}]`);
  }
  const values = await readFinite(value);
  const count = channels > 3 ? channels / 3 : n;
  const pixels = height * width;
  return Array.from({ length: count }, (_, frame) => {
    const data = new Float32Array(pixels * 3);
    const [offset, stride] = channels > 3 ? [frame * 3, channels] : [frame * pixels * 3, 3];
    for (let i = 0; i < pixels; i++) {
      for (let c = 0; c < 3; c++) data[i * 3 + c] = values[offset + i * stride + c]!;
    }
    return { width, height, data };
  });
}

export function isTensor(value: unknown): value is tf.Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value && 'shape' in value;
}

/** Pixels that are no numbers would be drawn black, as if they were dark. */
function requireFinite(values: ArrayLike<number>): void {
  let bad = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) bad++;
  if (bad === 0) return;
  throw new TypeError(
    `the image has ${bad} of ${values.length} values that are not finite (NaN or infinity) and can't be drawn: ` +
      'look for a division by zero or a training that diverged',
  );
}

async function readFinite(tensor: tf.Tensor): Promise<ArrayLike<number>> {
  if (tensor.isDisposed) {
    throw new TypeError(
      `the tensor [${tensor.shape.join(',')}] was disposed and has no values any more: show it before tf.tidy or dispose takes it`,
    );
  }
  if (tensor.size === 0)
    throw new TypeError(`the tensor [${tensor.shape.join(',')}] is empty: it has no pixels`);
  const values = await tensor.data();
  requireFinite(values);
  return values;
}

function requireImage(value: RgbImage): RgbImage {
  // What a cell gives has been through no compiler.
  const { width, height, data } = (value ?? {}) as Partial<RgbImage>;
  if (typeof data?.length !== 'number' || !(width && height)) {
    throw new TypeError(
      `expected an image ({ width, height, data: Float32Array } or a tensor), found ${kindOf(value)}`,
    );
  }
  if (data.length !== width * height * 3) {
    throw new TypeError(
      `an image of ${width}x${height} has ${width * height * 3} values (RGB), but this one has ${data.length}`,
    );
  }
  requireFinite(data);
  return value;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return value === null || typeof value !== 'object'
    ? String(value)
    : `an object with ${Object.keys(value).join(', ') || 'nothing'}`;
}

export const rawOptions = (image: RgbImage) =>
  ({ raw: { width: image.width, height: image.height, channels: 3 } }) as const;

/**
 * PNGs of the images within `budget` bytes together. Where they do not fit, all are reduced by the same factor,
 * so that they stay comparable, and each says its original size.
 */
export async function encodeWithin(
  images: readonly RgbImage[],
  budget = OUTPUT_BYTE_BUDGET,
): Promise<EncodedImage[]> {
  let factor = 1;
  for (;;) {
    const encoded = await Promise.all(images.map((image) => encode(image, factor)));
    const bytes = encoded.reduce((sum, e) => sum + e.png.length * 0.75, 0);
    if (bytes <= budget || factor < 0.05) return encoded;
    factor *= Math.min(0.8, Math.sqrt(budget / bytes) * 0.95);
  }
}

async function encode(image: RgbImage, factor: number): Promise<EncodedImage> {
  const width = Math.max(1, Math.round(image.width * factor));
  const height = Math.max(1, Math.round(image.height * factor));
  let pipeline = sharp(toBytes(image), rawOptions(image));
  if (factor < 1) pipeline = pipeline.resize(width, height, { fit: 'fill', kernel: 'lanczos3' });
  const png = (await pipeline.png({ compressionLevel: 7 }).toBuffer()).toString('base64');
  return factor < 1
    ? { png, width, height, original: { width: image.width, height: image.height } }
    : { png, width, height };
}

function imageShape(tensor: tf.Tensor): [height: number, width: number, channels: number] {
  const shape = tensor.rank === 4 && tensor.shape[0] === 1 ? tensor.shape.slice(1) : tensor.shape;
  const [height = 0, width = 0, channels = 1] = shape;
  if (shape.length < 2 || shape.length > 3 || (channels !== 3 && channels !== 1)) {
    throw new TypeError(
      `expected an image as [H,W,3], [H,W,1] or [1,H,W,3], found [${tensor.shape.join(',')}]`,
    );
  }
  return [height, width, channels];
}
