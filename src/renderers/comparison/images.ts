import type { ComparisonData } from '../../outputs';
import { type Decoded, ImageDecoder, readPixels } from '../ui/decode';
import type { Layer } from '../ui/pane';
import { type Difference, type DifferenceKind, difference } from './difference';

/** The decoded images of a comparison, their pixels, and the difference that was asked for last. */
export class ComparedImages {
  readonly #decoder = new ImageDecoder();
  readonly #pixels = new WeakMap<ImageBitmap, ImageData>();
  #decoded: Decoded[] = [];
  #difference: { key: string; result: Difference; layer: Layer } | undefined;

  /** False when other images have been asked for meanwhile: these are not the ones to show. */
  async load(images: ComparisonData['images']): Promise<boolean> {
    const decoded = await this.#decoder.decodeAll(images);
    if (!decoded) return false;
    this.#decoded = decoded;
    this.#difference = undefined;
    return true;
  }

  /** Why an image cannot be shown; undefined when it can. */
  broken(index: number): string | undefined {
    const decoded = this.#decoded[index];
    return decoded && 'broken' in decoded ? decoded.broken : undefined;
  }

  pixels(index: number): ImageData | undefined {
    const decoded = this.#decoded[index];
    if (!decoded || 'broken' in decoded) return undefined;
    const known = this.#pixels.get(decoded.bitmap) ?? readPixels(decoded.bitmap);
    this.#pixels.set(decoded.bitmap, known);
    return known;
  }

  layer(index: number, from = 0, to = 1): Layer[] {
    const decoded = this.#decoded[index];
    const pixels = this.pixels(index);
    return decoded && 'bitmap' in decoded && pixels ? [{ source: decoded.bitmap, pixels, from, to }] : [];
  }

  /** The difference image as a layer with its figures; undefined when one of the two is broken. */
  difference(
    a: number,
    b: number,
    kind: DifferenceKind,
    gain: number,
  ): { result: Difference; layer: Layer } | undefined {
    const key = [a, b, kind, gain].join();
    if (this.#difference?.key === key) return this.#difference;
    const [first, second] = [this.pixels(a), this.pixels(b)];
    if (!first || !second) return undefined;
    const result = difference(first, second, kind, 2 ** gain);
    const source = new OffscreenCanvas(result.width, result.height);
    const pixels = new ImageData(new Uint8ClampedArray(result.data), result.width, result.height);
    source.getContext('2d')!.putImageData(pixels, 0, 0);
    this.#difference = { key, result, layer: { source, pixels } };
    return this.#difference;
  }

  dispose(): void {
    this.#decoder.dispose();
  }
}
