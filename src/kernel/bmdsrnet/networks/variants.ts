/** Which streams a variant has. CoreNet is always there, and FuNet wherever there is more than one stream. */
interface Parts {
  bmdNet: boolean;
  forNet: boolean;
  backNet: boolean;
}

/** The rows of Table 4, from CoreNet alone on the blurred image to all three streams. */
export const VARIANTS = {
  SRNet: { title: 'SRNet', parts: { bmdNet: false, forNet: false, backNet: false } },
  /** BMDNet, then CoreNet on its centre frame. */
  C: { title: 'BMDSRNet(C)', parts: { bmdNet: true, forNet: false, backNet: false } },
  /** And ForNet; FuNet fuses two images. */
  'F+C': { title: 'BMDSRNet(F+C)', parts: { bmdNet: true, forNet: true, backNet: false } },
  /** The whole network. */
  'F+C+B': { title: 'BMDSRNet', parts: { bmdNet: true, forNet: true, backNet: true } },
} as const satisfies Record<string, { title: string; parts: Parts }>;

/** A row of Table 4: which parts of BMDSRNet are there. */
export type Variant = keyof typeof VARIANTS;

/** @throws RangeError that lists the variants */
export function requireVariant(variant: Variant): void {
  if (variant in VARIANTS) return;
  throw new RangeError(`There is no variant "${variant}". Use one of ${Object.keys(VARIANTS).join(', ')}.`);
}
