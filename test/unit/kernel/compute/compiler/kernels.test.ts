import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, it } from 'vitest';
import { type Case, expectAsEager, together, uniform, withGradients } from './againstEager';

beforeAll(() => tf.setBackend('cpu'));

type T4 = tf.Tensor4D;

// Each has a type of its own; the cases call them with as many tensors as they take.
const operations = tf as unknown as Record<string, (...inputs: tf.Tensor[]) => tf.Tensor>;

/** Operations of TensorFlow.js by their names, separated by spaces. */
const named = (names: string): Case[] => names.split(' ').map((name) => [name, operations[name]!]);

describe('elementwise operations equal eager ones', () => {
  it('of any number, with the special ones', () => {
    const special = tf.tensor1d([
      -2.5,
      -1.5,
      -0.5,
      0.5,
      1.5,
      2.5,
      0,
      -0,
      7,
      -9,
      1e-6,
      -1e-6,
      Infinity,
      -Infinity,
      NaN,
    ]);
    const names = 'abs neg square relu relu6 leakyRelu elu selu sign floor ceil round isNaN isInf isFinite';
    return expectAsEager(together([...named(names), ['clip', (x) => tf.clipByValue(x, -1, 2)]]), [special]);
  });

  it('of moderate numbers', () => {
    const names = 'sigmoid tanh exp expm1 softplus sin cos tan atan sinh cosh asinh erf';
    const more: Case[] = [
      ['step', (x) => tf.step(x)],
      ['step with slope', (x) => tf.step(x, 0.2)],
      ['not', (x) => tf.logicalNot(tf.greater(x, 0))],
      ['to int', (x) => tf.cast(tf.mul(x, 3), 'int32')],
    ];
    return expectAsEager(together([...named(names), ...more]), [uniform([3, 4], 1, -3, 3)], {
      tolerance: 1e-5,
    });
  });

  it('of numbers in (0, 1)', () => {
    return expectAsEager(
      together([
        ...named('sqrt rsqrt log log1p reciprocal acos asin atanh'),
        ['log1p of tiny', (x) => tf.log1p(tf.mul(x, 1e-6))],
        ['expm1 of tiny', (x) => tf.expm1(tf.mul(x, 1e-6))],
        ['power', (x) => tf.pow(x, 2.5)],
        ['cube', (x) => tf.pow(x, tf.scalar(3))],
        ['root', (x) => tf.pow(x, 0.5)],
      ]),
      [uniform([3, 4], 2, 0.05, 0.95)],
      { tolerance: 1e-5 },
    );
  });

  it('of two tensors that broadcast', () => {
    const bools: Case[] = [
      ['and', (a, b) => tf.logicalAnd(tf.greater(a!, 0), tf.greater(b!, 0))],
      ['or', (a, b) => tf.logicalOr(tf.greater(a!, 0), tf.greater(b!, 0))],
      ['xor', (a, b) => tf.logicalXor(tf.greater(a!, 0), tf.greater(b!, 0))],
      ['where', (a, b) => tf.where(tf.greater(a!, b!), a!, tf.mul(b!, 2))],
      ['prelu', (a, b) => tf.prelu(a!, b!)],
      ['sum of three', (a, b) => tf.addN([a!, tf.mul(a!, b!), a!])],
    ];
    const a = tf.round(tf.mul(uniform([2, 3, 1, 4], 3), 5));
    const b = tf.add(tf.round(tf.mul(uniform([5, 1], 4), 5)), 0.5);
    const wide = named(
      'add sub mul div maximum minimum squaredDifference mod floorDiv greater greaterEqual less lessEqual equal notEqual',
    );
    return expectAsEager(together([...wide, ...bools.slice(0, 4)]), [a, b]).then(() =>
      expectAsEager(together(bools), [uniform([3, 4], 5), uniform([3, 4], 6)]),
    );
  });

  it('of whole numbers', () => {
    const cases: Case[] = [
      ['sum', (a, b) => tf.add(a!, b!)],
      ['product', (a, b) => tf.mul(a!, b!)],
      ['quotient', (a, b) => tf.div(a!, b!)],
      ['remainder', (a, b) => tf.mod(a!, b!)],
      ['largest', (a) => tf.max(a!, 0)],
      ['total', (a) => tf.sum(a!)],
      ['mean', (a) => tf.mean(a!, 1)],
      ['one hot', (a) => tf.oneHot(tf.abs(a!) as tf.Tensor1D, 6)],
      ['any', (a) => tf.any(tf.greater(a!, 4), 0)],
      ['all', (a) => tf.all(tf.greater(a!, -9), 1)],
    ];
    const [a, b] = [
      tf.tensor2d(
        [
          [5, -7, 2],
          [0, 3, -4],
        ],
        undefined,
        'int32',
      ),
      tf.tensor1d([2, 3, -3], 'int32'),
    ];
    return expectAsEager(together(cases), [a, b]);
  });
});

describe('operations that move values equal eager ones', () => {
  it('of shape', () => {
    const cases: Case[] = [
      ['reshape', (x) => tf.reshape(x!, [-1, 6])],
      ['transpose', (x) => tf.transpose(x!, [2, 0, 3, 1])],
      ['expandDims', (x) => tf.expandDims(x!, -2)],
      ['squeeze', (x) => tf.squeeze(tf.slice(x!, [0, 1, 0, 0], [-1, 1, -1, -1]))],
      ['concat', (x) => tf.concat([x!, tf.mul(x!, 2), x!], 2)],
      ['slice', (x) => tf.slice(x!, [1, 0, 2, 0], [1, 2, -1, 1])],
      ['split', (x) => tf.split(x!, [1, 3], 2)[1]!],
      ['stack', (x) => tf.stack([x!, tf.neg(x!)], 1)],
      ['unstack', (x) => tf.unstack(x!, 3)[2]!],
      [
        'pad',
        (x) =>
          tf.pad(
            x!,
            [
              [0, 0],
              [1, 2],
              [0, 1],
              [3, 0],
            ],
            0.5,
          ),
      ],
      [
        'mirror, reflect',
        (x) =>
          tf.mirrorPad(
            x!,
            [
              [0, 0],
              [1, 0],
              [2, 3],
              [1, 2],
            ],
            'reflect',
          ),
      ],
      [
        'mirror, symmetric',
        (x) =>
          tf.mirrorPad(
            x!,
            [
              [2, 1],
              [1, 0],
              [2, 3],
              [0, 3],
            ],
            'symmetric',
          ),
      ],
      ['tile', (x) => tf.tile(x!, [1, 2, 1, 3])],
      ['broadcastTo', (x) => tf.broadcastTo(tf.slice(x!, [0, 0, 0, 0], [-1, 1, -1, -1]), [2, 5, 4, 3])],
      ['reverse', (x) => tf.reverse(x!, [1, 3])],
      ['gather', (x) => tf.gather(x!, tf.tensor1d([2, 0, 0], 'int32'), 3)],
      ['strided slice', (x) => tf.stridedSlice(x!, [0, 1, 3, 0], [2, 2, 0, 3], [1, 1, -2, 2])],
      ['strided slice with masks', (x) => tf.stridedSlice(x!, [1, 0], [0, 2], [1, 2], 0, 0, 0b10, 0, 0b1)],
      ['cumsum', (x) => tf.cumsum(x!, 2, true, true)],
      ['identity matrix', () => tf.eye(3)],
      ['linspace', () => tf.linspace(0, 1, 7)],
    ];
    return expectAsEager(together(cases), [uniform([2, 2, 4, 3], 7)]);
  });

  it('depthToSpace', () =>
    expectAsEager(together([['depthToSpace', (x) => tf.depthToSpace(x as T4, 2)]]), [
      uniform([2, 3, 4, 12], 8),
    ]));
});

describe('reductions and products equal eager ones', () => {
  it('along any axes', () => {
    const { sum, mean, max, min, prod } = tf;
    const cases = Object.entries({ sum, mean, max, min, prod }).flatMap(([name, fn]): Case[] => [
      [name, (x) => fn(x!)],
      [`${name} over places`, (x) => fn(x!, [0, 1, 2])],
      [`${name} kept`, (x) => fn(x!, [-1, 1], true)],
    ]);
    const more: Case[] = [
      ['argMax', (x) => tf.argMax(x!, 2)],
      ['argMin', (x) => tf.argMin(x!, -1)],
      ['softmax', (x) => tf.softmax(x!)],
      ['logSoftmax', (x) => tf.logSoftmax(x!)],
      ['logSumExp', (x) => tf.logSumExp(x!, 1)],
      ['variance', (x) => tf.moments(x!, [1, 2]).variance],
      ['norm', (x) => tf.norm(x!)],
    ];
    return expectAsEager(together([...cases, ...more]), [uniform([2, 3, 4, 5], 9)], { tolerance: 5e-6 });
  });

  it('matMul in all orientations, with gradients', async () => {
    const [a, b] = [uniform([2, 3, 4], 10), uniform([2, 4, 5], 11)];
    await expectAsEager((x, y) => withGradients((p, q) => tf.matMul(p!, q!), [x!, y!]), [a, b]);
    const turned = [uniform([4, 3], 12), uniform([5, 4], 13)];
    await expectAsEager((x, y) => withGradients((p, q) => tf.matMul(p!, q!, true, true), [x!, y!]), turned);
  });
});
