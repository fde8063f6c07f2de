/** A convolution with ReLU; what is tapped is compared. */
interface Layer {
  name: string;
  /** Side of the square filter. */
  filter: number;
  channels: number;
  stride: number;
  /** Zeros on each side. */
  padding: number;
  tapped: boolean;
  /** Side and stride of the maximum pooling before it. */
  pool?: [side: number, stride: number];
}

/** Network whose features LPIPS compares: AlexNet or VGG16. */
export type Backbone = 'alex' | 'vgg';

const conv = (name: string, channels: number, tapped: boolean, rest: Partial<Layer> = {}): Layer => ({
  ...{ name, channels, tapped, filter: 3, stride: 1, padding: 1 },
  ...rest,
});

const pool2: Partial<Layer> = { pool: [2, 2] };

/** The convolutions of torchvision's AlexNet and VGG16, with the five taps of LPIPS after their ReLUs. */
export const BACKBONES: Readonly<Record<Backbone, readonly Layer[]>> = {
  alex: [
    conv('conv1', 64, true, { filter: 11, stride: 4, padding: 2 }),
    conv('conv2', 192, true, { filter: 5, padding: 2, pool: [3, 2] }),
    conv('conv3', 384, true, { pool: [3, 2] }),
    conv('conv4', 256, true),
    conv('conv5', 256, true),
  ],
  vgg: [
    conv('conv1_1', 64, false),
    conv('conv1_2', 64, true),
    conv('conv2_1', 128, false, pool2),
    conv('conv2_2', 128, true),
    conv('conv3_1', 256, false, pool2),
    conv('conv3_2', 256, false),
    conv('conv3_3', 256, true),
    conv('conv4_1', 512, false, pool2),
    conv('conv4_2', 512, false),
    conv('conv4_3', 512, true),
    conv('conv5_1', 512, false, pool2),
    conv('conv5_2', 512, false),
    conv('conv5_3', 512, true),
  ],
};

/** Least side of an image: below, nothing is left after the poolings. */
export const LEAST_SIDE: Readonly<Record<Backbone, number>> = { alex: 31, vgg: 16 };
