// The networks of the compute benches in TensorFlow.js. A model has `forward`, `step(batch, scalars)`, which changes its
// variables and gives the loss from before, and `scalars(count)`, the numbers that step `count` (from 0) takes besides.

export function referenceModel({ tf }, { weights, recipe }) {
  const variables = weights.map(({ shape, data }) => tf.tidy(() => tf.variable(tf.tensor(data, shape))));
  const layers = Array.from({ length: variables.length / 2 }, (_, k) => variables.slice(2 * k, 2 * k + 2));
  const conv = (x, [kernel, bias]) => tf.add(tf.conv2d(x, kernel, 1, 'same'), bias);
  const forward = (blurred) => {
    const [first, second, ...rest] = layers;
    const [third, fourth, last] = rest.splice(-3);
    let x = tf.relu(conv(tf.relu(conv(blurred, first)), second));
    for (let k = 0; k < rest.length; k += 2) x = tf.add(x, conv(tf.relu(conv(x, rest[k])), rest[k + 1]));
    return conv(tf.relu(conv(tf.relu(conv(x, third)), fourth)), last);
  };
  const adam = tf.train.adam(recipe.learningRate, 0.9, 0.999, recipe.epsilon);
  return {
    forward,
    step({ blurred, frames }) {
      const loss = () => tf.mean(tf.square(tf.sub(forward(blurred), frames)));
      const { value, grads } = tf.variableGrads(loss, variables);
      adam.applyGradients(grads);
      return value;
    },
    scalars: () => [],
    dispose() {
      adam.dispose();
      tf.dispose(variables);
    },
  };
}

export function bmdsrnetModel(library, { preset, scale, weights, recipe }) {
  const { tf } = library;
  const net = library.createBMDSRNet({ preset, scale });
  for (const [k, { shape, data }] of weights.entries())
    tf.tidy(() => net.variables[k].assign(tf.tensor(data, shape)));
  const size = weights.reduce((sum, { data }) => sum + data.length, 0);
  const zeros = () => tf.tidy(() => tf.variable(tf.zeros([size])));
  const memory = {
    firstMoment: zeros(),
    secondMoment: zeros(),
    average: tf.tidy(() => tf.variable(library.flatten(net.variables))),
  };
  const step = library.stepFunction(net, library.objectiveOf(library.RECIPES.practical.loss), recipe);
  return {
    net,
    forward(blurred) {
      const [, h, w] = blurred.shape;
      const padded = reflected(tf, blurred, -h & (net.multiple - 1), -w & (net.multiple - 1));
      return tf.slice(net.forward(padded).output, [0, 0, 0, 0], [-1, scale * h, scale * w, -1]);
    },
    step(batch, [rate, epsilon, blend]) {
      const { weights: next, report, ...moments } = step(batch, { rate, epsilon, blend }, memory);
      library.assignFlat(net.variables, next);
      for (const [name, variable] of Object.entries(memory)) variable.assign(moments[name]);
      return tf.slice(report, 0, 1);
    },
    scalars: (count) => {
      const { rate, epsilon, blend } = library.stepScalars(count, recipe.learningRate, recipe.averageDecay);
      return [rate, epsilon, blend];
    },
    dispose() {
      tf.dispose(memory);
      net.dispose();
    },
  };
}

/** The image with its last rows and columns mirrored, the edge itself not repeated. */
function reflected(tf, image, rows, columns) {
  if (rows + columns === 0) return image;
  return tf.mirrorPad(
    image,
    [
      [0, 0],
      [0, rows],
      [0, columns],
      [0, 0],
    ],
    'reflect',
  );
}
