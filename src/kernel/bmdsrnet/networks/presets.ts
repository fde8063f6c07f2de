/** `practical` learns from the first minute (see `conv.ts`); `plain` is uniform by fan-in everywhere. */
export type InitialScheme = 'practical' | 'plain';

/** What a BMDSRNet is made of. All kernels are 3x3 with bias; there is no batch normalisation. */
export interface NetworkConfig {
  /** Channels of BMDNet, CoreNet and FuNet (64 in Tables 1 and 3). */
  channels: number;
  /** Residual blocks of BMDNet and CoreNet (9 in Tables 1 and 3). */
  blocks: number;
  /** Residual blocks of FuNet (3, section 3.3). */
  fuBlocks: number;
  /** Another ReLU after the addition of each residual block, as in the first ResNet; the paper leaves it open. */
  reluAfterAdd: boolean;
  /** CoreNet's "Upsampling": a parameter-free bilinear resize, or sub-pixel convolution (pixel shuffle). */
  upsampling: 'resize' | 'subPixel';
  /** BMDNet adds the blurred input; CoreNet, ForNet and BackNet the bicubic centre frame; FuNet CoreNet's output. */
  globalResidual: boolean;
  forNet: {
    /** Widths from the finest level (half the LR size) to the coarsest. */
    encoder: readonly number[];
    /** Widths from the coarsest level back to LR size. */
    decoder: readonly number[];
    /** Frames read: 1..7 and 7..1, or up to the centre, 1..4 and 7..4. */
    steps: 'all' | 'toCentre';
    /**
     * Where the decoder runs: after the last frame (default, as in the captions of Figs. 4 and 6), or after every one, and
     * then the losses of ForNet and BackNet are means over their steps.
     */
    decode?: 'last' | 'every';
  };
  initial: InitialScheme;
}

const paper: Omit<NetworkConfig, 'forNet'> = {
  channels: 64,
  blocks: 9,
  fuBlocks: 3,
  reluAfterAdd: false,
  upsampling: 'subPixel',
  globalResidual: true,
  initial: 'practical',
};

/** Sizes of BMDSRNet by name, from one that a CPU trains in minutes to the tables of the paper. */
export const PRESETS = {
  /** Tables 1 to 3 to the letter: 43.6 million parameters, 15 times what the paper claims. */
  'paper-table': {
    ...paper,
    upsampling: 'resize',
    globalResidual: false,
    initial: 'plain',
    forNet: {
      encoder: [32, 64, 128, 256, 256, 256, 512],
      decoder: [256, 128, 128, 128, 64, 32, 32],
      steps: 'all',
    },
  },
  /** The claimed 2.9 million parameters (2,901,646 at x4), reached with a ForNet of three levels. */
  'paper-2.9M': { ...paper, forNet: { encoder: [32, 48, 64], decoder: [48, 32, 32], steps: 'all' } },
  /** About 2.9 million parameters with the seven levels of Table 2, at an eighth of their width. */
  'paper-2.9M-narrow': {
    ...paper,
    forNet: { encoder: [4, 8, 16, 32, 32, 32, 64], decoder: [32, 16, 16, 16, 8, 4, 4], steps: 'all' },
  },
  /** For an hour of training on a CPU. */
  small: {
    ...paper,
    channels: 32,
    blocks: 4,
    fuBlocks: 2,
    forNet: { encoder: [16, 32], decoder: [32, 16], steps: 'all' },
  },
  /** For tests and for the first minutes. */
  tiny: {
    ...paper,
    channels: 16,
    blocks: 2,
    fuBlocks: 2,
    forNet: { encoder: [8, 16], decoder: [16, 8], steps: 'all' },
  },
} as const satisfies Record<string, NetworkConfig>;

/** Name of a size of BMDSRNet. */
export type Preset = keyof typeof PRESETS;
