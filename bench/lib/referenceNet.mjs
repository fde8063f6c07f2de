// The reference net of the benches in plain tfjs: conv 3->64, conv, 9 residual blocks, conv, conv, conv 64->21, all 3x3.

/** Gives `step` (forward, backward, Adam) and `infer` for an input [n, h, w, 3]; both wait for their result. */
export function referenceNet(tf, [n, h, w]) {
  const conv = (i, o) => ({
    filter: tf.variable(tf.randomNormal([3, 3, i, o], 0, Math.sqrt(2 / (9 * i)))),
    bias: tf.variable(tf.zeros([o])),
  });
  const head = [conv(3, 64), conv(64, 64)];
  const blocks = Array.from({ length: 9 }, () => [conv(64, 64), conv(64, 64)]);
  const tail = [conv(64, 64), conv(64, 64), conv(64, 21)];
  const apply = (x, { filter, bias }) => tf.add(tf.conv2d(x, filter, 1, 'same'), bias);
  const forward = (x) => {
    let y = head.reduce((t, layer) => tf.relu(apply(t, layer)), x);
    for (const [a, b] of blocks) y = tf.add(y, apply(tf.relu(apply(y, a)), b));
    return apply(
      tail.slice(0, 2).reduce((t, layer) => tf.relu(apply(t, layer)), y),
      tail[2],
    );
  };
  const x = tf.randomUniform([n, h, w, 3]);
  const target = tf.randomUniform([n, h, w, 21]);
  const adam = tf.train.adam(1e-4);
  return {
    async step() {
      const loss = adam.minimize(() => tf.mean(tf.square(tf.sub(forward(x), target))), true);
      await loss.data();
      loss.dispose();
    },
    async infer() {
      const y = tf.tidy(() => tf.sum(forward(x)));
      await y.data();
      y.dispose();
    },
  };
}
