import { afterAll, expect, test } from 'vitest';
import { CURVES_MIME, type CurvesData } from '../../../src/outputs';
import { Repl } from './repl';

const repl = new Repl();
afterAll(() => repl.close());

test('a cell shows what training warns of and leaves out, its validation, and a run from its folder, unasked', async () => {
  const { messages, outcome, stdout, stderr } = await repl.run(`
    import { createBMDSRNet, proceduralSamples, show, tf, train, trainingBatches, validateOn } from 'bmdsrnet';
    const set = await proceduralSamples({ count: 2, scale: 2, lrWidth: 16, lrHeight: 16 });
    const net = createBMDSRNet({ preset: 'tiny', scale: 2 });
    const data = trainingBatches(set, { batch: 1, lrPatch: 8 });
    const curves = show.curves({ title: 'live' });
    await train(net, data, {
      steps: 2,
      run: { folder: 'run' },
      validate: validateOn(set, { every: 2 }),
      onStep: curves.step,
      onValidation: curves.validation,
    });
    curves.end();
    await show.run('run', { title: 'saved' });
    const reading = ({ output }, { sharp }) => {
      const error = tf.mean(tf.abs(tf.sub(output, sharp)));
      return error.dataSync()[0] > 0 ? error : tf.mul(error, 2);
    };
    await train(net, data, { steps: 1, loss: reading });`);
  expect(outcome).toMatchObject({ status: 'ok' });
  expect(stdout).toMatch(/Eq\. 1 is trained without its perceptual term/);
  expect(stderr).toMatch(/Training runs eagerly, which is slower: .*dataSync/s);
  const plots = messages.flatMap((message) =>
    message.type === 'display' || message.type === 'updateDisplay'
      ? [message.content.data[CURVES_MIME] as unknown as CurvesData]
      : [],
  );
  for (const title of ['live', 'saved']) {
    const { series, notes } = plots.filter((plot) => plot.title === title).at(-1)!;
    expect(series.map(({ name, axis, x }) => [name, axis, x])).toEqual([
      ['loss', 'left', [1, 2]],
      ['output', 'left', [1, 2]],
      ['centre frame', 'left', [1, 2]],
      ['validation PSNR', 'right', [2]],
    ]);
    expect(notes).toEqual([expect.stringMatching(/^Validation: 2 procedural training scenes .*PSNR on RGB/)]);
  }
});

test('an interrupt of a training cell stops at the end of a step; the network keeps what it learned', async () => {
  const id = repl.start(`
    import { createBMDSRNet, proceduralSamples, tf, train, trainingBatches } from 'bmdsrnet';
    const frames = await proceduralSamples({ count: 2, scale: 2, lrWidth: 16, lrHeight: 16 });
    var learner = createBMDSRNet({ preset: 'tiny', scale: 2 });
    const valuesOf = () => learner.variables.map((one) => [...one.dataSync()]);
    const before = JSON.stringify(valuesOf());
    var done = 0;
    await train(learner, trainingBatches(frames, { batch: 1, lrPatch: 8 }), {
      steps: 1e6,
      onStep: () => { done += 1; if (done === 3) console.log('third step'); },
    });`);
  await repl.until('stream', (message) => message.parent?.msg_id === id && /third step/.test(message.text));
  repl.interrupt();
  const { outcome, stderr } = await repl.ended(id);
  expect(outcome).toMatchObject({ status: 'error', ename: 'Interrupted' });
  expect(stderr).not.toMatch(/runs eagerly/);
  const checks =
    'JSON.stringify([done >= 3, JSON.stringify(valuesOf()) !== before, valuesOf().flat().every(Number.isFinite)])';
  expect((await repl.run(checks)).result).toContain('[true,true,true]');
  // No step goes on unseen.
  const { result } = await repl.run(
    'const then = done; await new Promise((r) => setTimeout(r, 200)); done === then',
  );
  expect(result).toBe('true');
});
