import * as tf from '@tensorflow/tfjs';

// One strided convolution with uneven padding; the numbers below are a formula, so nothing can be memorised.
const [N, H, W, C, O, K, STRIDE] = [2, 6, 5, 3, 4, 3, 2];
const [OH, OW, TOP, LEFT] = [3, 3, 0, 1]; // 'same' padding of 6x5 at stride 2
// Wide enough for TF32, which NVIDIA uses in float32 convolutions; a wrong kernel misses by far more.
const TOLERANCE = 5e-3;

/**
 * Computes a convolution, its two gradients and its transpose on the current backend and compares them with
 * float64 numbers.
 * @throws Error naming the first operation whose numbers are wrong
 */
export async function selfTest(): Promise<void> {
  const x = wave(N * H * W * C, 0.7);
  const w = wave(K * K * C * O, 1.3);
  const dy = wave(N * OH * OW * O, 2.1);
  const expected = {
    y: new Float64Array(dy.length),
    dx: new Float64Array(x.length),
    dw: new Float64Array(w.length),
  };
  forEachTap((xi, wi, yi) => {
    expected.y[yi]! += x[xi]! * w[wi]!;
    expected.dx[xi]! += dy[yi]! * w[wi]!;
    expected.dw[wi]! += dy[yi]! * x[xi]!;
  });
  const computed = tf.tidy(() => {
    const tx = tf.tensor4d(Float32Array.from(x), [N, H, W, C]);
    const tw = tf.tensor4d(Float32Array.from(w), [K, K, C, O]);
    const tdy = tf.tensor4d(Float32Array.from(dy), [N, OH, OW, O]);
    const [dx, dw] = tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, STRIDE, 'same'))(
      [tx, tw],
      tdy,
    );
    return {
      conv2d: tf.conv2d(tx, tw, STRIDE, 'same'),
      'conv2d input gradient': dx!,
      'conv2d filter gradient': dw!,
      conv2dTranspose: tf.conv2dTranspose(tdy, tw, [N, H, W, C], STRIDE, 'same'),
    };
  });
  const references = [expected.y, expected.dx, expected.dw, expected.dx];
  try {
    for (const [i, [operation, tensor]] of Object.entries(computed).entries()) {
      compare(operation, await tensor.data(), references[i]!);
    }
  } finally {
    tf.dispose(computed);
  }
}

const wave = (n: number, step: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => Math.sin(step * (i + 1)));

function forEachTap(visit: (x: number, w: number, y: number) => void): void {
  for (let n = 0; n < N; n++)
    for (let oy = 0; oy < OH; oy++)
      for (let ox = 0; ox < OW; ox++)
        for (let ky = 0; ky < K; ky++)
          for (let kx = 0; kx < K; kx++) {
            const [iy, ix] = [oy * STRIDE + ky - TOP, ox * STRIDE + kx - LEFT];
            if (iy < 0 || iy >= H || ix < 0 || ix >= W) continue;
            for (let c = 0; c < C; c++)
              for (let o = 0; o < O; o++)
                visit(
                  ((n * H + iy) * W + ix) * C + c,
                  ((ky * K + kx) * C + c) * O + o,
                  ((n * OH + oy) * OW + ox) * O + o,
                );
          }
}

function compare(operation: string, computed: ArrayLike<number>, expected: Float64Array): void {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const error = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - computed[i]!)), 0);
  if (computed.length !== expected.length || !(error <= TOLERANCE * scale)) {
    throw new Error(
      `self-test failed: ${operation} is off by ${error.toExponential(1)} of ${scale.toFixed(2)}`,
    );
  }
}
