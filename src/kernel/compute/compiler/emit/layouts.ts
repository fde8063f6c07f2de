import { BLOCKED_DOMAIN } from '../../onnx';
import type { GraphNode } from '../node';
import type { Builder } from './builder';

/** `blocked` is NCHWc: channels in blocks that a vector register holds, which onnxruntime convolves fastest. */
export type Layout = 'natural' | 'nchw' | 'blocked';

/** The layouts in which a tensor has been computed so far. A scalar stands for a tensor full of it. */
type Forms = Partial<Record<Layout | 'scalar', string>>;

const TO_NCHW = [0, 3, 1, 2];
const TO_NHWC = [0, 2, 3, 1];

/** Where each tensor of the graph is in the model; another layout is made only when it is asked for, and once. */
export class Layouts {
  private readonly forms = new Map<GraphNode, Forms>();

  constructor(
    private readonly builder: Builder,
    /** Channels of a block, or null where blocked operators are not used. */
    readonly block: number | null,
  ) {}

  place(node: GraphNode, layout: Layout | 'scalar', name: string): void {
    this.forms.set(node, { ...this.forms.get(node), [layout]: name });
  }

  has(node: GraphNode, layout: Layout): boolean {
    return this.of(node)[layout] !== undefined;
  }

  /** The name of a number that stands for the whole tensor. */
  scalar(node: GraphNode): string | undefined {
    return this.of(node).scalar;
  }

  /** Whether the channels of a tensor fill whole blocks. */
  fillsBlocks({ shape, type }: GraphNode): boolean {
    return this.block !== null && shape.length === 4 && type === 'float32' && shape[3]! % this.block === 0;
  }

  paddedChannels(channels: number): number {
    return this.block === null ? channels : Math.ceil(channels / this.block) * this.block;
  }

  get(node: GraphNode, layout: Layout): string {
    return layout === 'natural'
      ? this.natural(node)
      : layout === 'nchw'
        ? this.nchw(node)
        : this.blocked(node);
  }

  natural(node: GraphNode): string {
    const forms = this.of(node);
    forms.natural ??= this.makeNatural(node, forms);
    return forms.natural;
  }

  nchw(node: GraphNode): string {
    const forms = this.of(node);
    forms.nchw ??=
      forms.blocked && !forms.natural
        ? this.reorderOutput(forms.blocked, node, 0)
        : this.builder.transpose(this.natural(node), TO_NCHW);
    return forms.nchw;
  }

  /** Some images of a batch as NCHW, made for this use where the batch is there in blocks only. */
  nchwOfImages(node: GraphNode, first: number, images: number): string {
    if (images === node.shape[0]) return this.nchw(node);
    const { blocked, natural, nchw } = this.of(node);
    return blocked && !natural && !nchw
      ? this.reorderOutput(this.ofImages(node, 'blocked', first, images), node, 0)
      : this.ofImages(node, 'nchw', first, images);
  }

  /** Some images of a batch. */
  ofImages(node: GraphNode, layout: Layout, first: number, images: number): string {
    const batch = this.get(node, layout);
    if (images === node.shape[0]) return batch;
    const sizes = layout === 'natural' ? node.shape : TO_NCHW.map((axis) => node.shape[axis]!);
    const [n, rows, ...rest] = sizes as [number, number, number, number];
    const all = this.builder.reshape(batch, [n * rows, ...rest]);
    return this.builder.reshape(this.builder.rows(all, first * rows, images * rows), [images, rows, ...rest]);
  }

  blocked(node: GraphNode): string {
    const forms = this.of(node);
    if (forms.blocked) return forms.blocked;
    const channels = node.shape[3]!;
    const whole = this.fillsBlocks(node);
    const last = whole && forms.nchw && !forms.natural ? 0 : 1;
    const image = last === 0 ? forms.nchw! : this.natural(node);
    const more = this.paddedChannels(channels) - channels;
    const filled = this.builder.pad(image, [0, 0, 0, 0], [0, 0, 0, more]);
    forms.blocked = this.builder.op(
      'ReorderInput',
      [filled],
      { channels_last: last },
      { domain: BLOCKED_DOMAIN },
    );
    return forms.blocked;
  }

  private makeNatural(node: GraphNode, forms: Forms): string {
    if (forms.scalar !== undefined)
      return node.shape.length === 0
        ? forms.scalar
        : this.builder.op('Expand', [forms.scalar, this.builder.ints(node.shape)]);
    if (forms.nchw !== undefined) return this.builder.transpose(forms.nchw, TO_NHWC);
    return this.reorderOutput(forms.blocked!, node, 1);
  }

  private reorderOutput(blocked: string, { shape }: GraphNode, channelsLast: 0 | 1): string {
    const attributes = { channels: shape[3]!, channels_last: channelsLast };
    return this.builder.op('ReorderOutput', [blocked], attributes, { domain: BLOCKED_DOMAIN });
  }

  private of(node: GraphNode): Forms {
    const forms = this.forms.get(node);
    if (!forms) throw new Error(`A ${node.op.kind} was used before it was emitted.`);
    return forms;
  }
}
