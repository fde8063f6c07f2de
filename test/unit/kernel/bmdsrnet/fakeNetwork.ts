import * as tf from '@tensorflow/tfjs';
import { bicubic } from '../../../../src/kernel/bmdsrnet/data';
import { FRAME_COUNT, type RestorationNetwork, type Scale } from '../../../../src/kernel/bmdsrnet/types';

/** The smallest network with the given mapping from the LR input to the HR output; frames repeat the input. */
export function fakeNetwork(
  scale: Scale,
  multiple: number,
  output: (blurred: tf.Tensor4D) => tf.Tensor4D,
): RestorationNetwork {
  return {
    name: 'fake',
    scale,
    multiple,
    variables: [],
    forward: (blurred) => {
      const [, height, width] = blurred.shape;
      if (height % multiple || width % multiple)
        throw new Error(`${width}x${height} is no multiple of ${multiple}`);
      const hr = output(blurred);
      const frames: tf.Tensor4D = tf.concat(new Array(FRAME_COUNT).fill(blurred), 3);
      return { frames, output: hr, forNet: hr.clone(), backNet: hr.clone(), coreNet: hr.clone() };
    },
    dispose: () => {},
  };
}

/** MATLAB bicubic and nothing else. */
export function bicubicNetwork(scale: Scale, multiple = 1): RestorationNetwork {
  return fakeNetwork(scale, multiple, (blurred) => {
    const [, height, width] = blurred.shape;
    const { data } = bicubic({ width, height, data: blurred.dataSync() as Float32Array }, scale);
    return tf.tensor4d(data, [1, height * scale, width * scale, 3]);
  });
}

/** A local network: nearest enlargement, then a fixed 5x5 smoothing with zero padding. */
export function smoothingNetwork(scale: Scale, multiple: number): RestorationNetwork {
  return fakeNetwork(scale, multiple, (blurred) => {
    const [, height, width] = blurred.shape;
    const kernel = tf.fill<tf.Rank.R4>([5, 5, 3, 1], 1 / 25) as tf.Tensor4D;
    return tf.depthwiseConv2d(
      tf.image.resizeNearestNeighbor(blurred, [height * scale, width * scale]),
      kernel,
      1,
      'same',
    );
  });
}
