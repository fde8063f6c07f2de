// The tasks of the compute benches on our side: operation by operation on the current TensorFlow.js backend, or compiled.
import { bmdsrnetModel, referenceModel } from './models.mjs';

/**
 * Makes a task ready to run.
 * @param how 'eager' or 'compiled'
 * @param options of `compile`
 * @returns `step` resolves to the loss before its update, `infer` to the values of the output, and `restore`, where a
 * network can be restored with, to those of the HR image
 */
export function startEngine(library, task, how, options = {}) {
  const { tf } = library;
  const model = task.net === 'reference' ? referenceModel(library, task) : bmdsrnetModel(library, task);
  const batch = Object.fromEntries(
    Object.entries(task.batch).map(([name, { shape, data }]) => [name, tf.tensor(data, shape)]),
  );
  const engine = how === 'compiled' ? compiled(library, model, batch, options) : eager(library, model, batch);
  return {
    ...engine,
    async dispose() {
      await engine.dispose();
      tf.dispose(batch);
      model.dispose();
    },
  };
}

function eager({ tf }, { step, forward, scalars }, batch) {
  let count = 0;
  const read = async (tensor) => {
    const data = await tensor.data();
    tensor.dispose();
    return data;
  };
  const scalarTensors = () => scalars(count++).map((value) => tf.scalar(value));
  return {
    step: async () => (await read(tf.tidy(() => step(batch, scalarTensors()))))[0],
    infer: () => read(tf.tidy(() => forward(batch.blurred))),
    dispose() {},
  };
}

function compiled({ compile, restoreOnly, threads }, { step, forward, scalars, net }, batch, options) {
  const names = Object.keys(batch);
  const named = (inputs) => Object.fromEntries(names.map((name, i) => [name, inputs[i]]));
  const train = compile((...inputs) => step(named(inputs), inputs.slice(names.length)), {
    threads,
    ...options,
  });
  const pass = compile(forward, { threads, constants: true, ...options });
  let count = 0;
  return {
    step: async () => (await train.run(...Object.values(batch), ...scalars(count++))).data[0],
    infer: async () => (await pass.run(batch.blurred)).data,
    async restore() {
      const [, height, width] = batch.blurred.shape;
      const image = { width, height, data: await batch.blurred.data() };
      return (await restoreOnly(net, image, {})).output.data;
    },
    async dispose() {
      await train.dispose();
      await pass.dispose();
    },
  };
}
