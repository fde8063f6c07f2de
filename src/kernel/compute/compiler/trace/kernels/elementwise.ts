import type * as tf from '@tensorflow/tfjs';
import {
  add,
  cast,
  choose,
  divide,
  elementwise,
  maximum,
  minimum,
  multiply,
  reshape,
  stepAboveZero,
  subtract,
} from '../../build';
import type { GraphNode } from '../../node';
import { full } from '../constants';
import { lowerElementwise } from '../lowering';
import { typeOf } from '../tracingBackend';

/** Kernels of one tensor that ONNX has as they are. */
const UNARY: Readonly<Record<string, string>> = {
  Abs: 'Abs',
  Acos: 'Acos',
  Acosh: 'Acosh',
  Asin: 'Asin',
  Asinh: 'Asinh',
  Atan: 'Atan',
  Atanh: 'Atanh',
  Ceil: 'Ceil',
  Cos: 'Cos',
  Cosh: 'Cosh',
  Elu: 'Elu',
  Erf: 'Erf',
  Exp: 'Exp',
  Floor: 'Floor',
  Log: 'Log',
  Neg: 'Neg',
  Reciprocal: 'Reciprocal',
  Relu: 'Relu',
  Round: 'Round',
  Sigmoid: 'Sigmoid',
  Sin: 'Sin',
  Sinh: 'Sinh',
  Softplus: 'Softplus',
  Sqrt: 'Sqrt',
  Tan: 'Tan',
  Tanh: 'Tanh',
};

const BINARY: Readonly<Record<string, string>> = {
  Add: 'Add',
  Sub: 'Sub',
  Multiply: 'Mul',
  RealDiv: 'Div',
  Maximum: 'Max',
  Minimum: 'Min',
  Pow: 'Pow',
  Prelu: 'PRelu',
};

const COMPARISONS: Readonly<Record<string, string>> = {
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  Less: 'Less',
  LessEqual: 'LessOrEqual',
  Equal: 'Equal',
  LogicalAnd: 'And',
  LogicalOr: 'Or',
  LogicalXor: 'Xor',
};

const SELU = { alpha: { float: 1.6732632423543772 }, gamma: { float: 1.0507009873554805 } };

export function registerElementwise(): void {
  for (const [kernel, name] of Object.entries(UNARY))
    lowerElementwise(kernel, ({ x }) => elementwise(name, [x!]));
  for (const [kernel, name] of Object.entries(BINARY))
    lowerElementwise(kernel, (inputs) =>
      elementwise(name, kernel === 'Prelu' ? [inputs.x!, inputs.alpha!] : [inputs.a!, inputs.b!]),
    );
  for (const [kernel, name] of Object.entries(COMPARISONS))
    lowerElementwise(kernel, ({ a, b }) => elementwise(name, [a!, b!], { type: 'bool' }));
  lowerElementwise('NotEqual', ({ a, b }) => not(elementwise('Equal', [a!, b!], { type: 'bool' })));
  lowerElementwise('LogicalNot', ({ x }) => not(x!));
  lowerElementwise('IsNan', ({ x }) => elementwise('IsNaN', [x!], { type: 'bool' }));
  lowerElementwise('IsInf', ({ x }) => elementwise('IsInf', [x!], { type: 'bool' }));
  lowerElementwise('IsFinite', ({ x }) =>
    elementwise('Equal', [subtract(x!, x!), full(0, [])], { type: 'bool' }),
  );

  lowerElementwise('Square', ({ x }) => multiply(x!, x!));
  lowerElementwise('SquaredDifference', ({ a, b }) => {
    const difference = subtract(a!, b!);
    return multiply(difference, difference);
  });
  lowerElementwise('AddN', (terms) => Object.values(terms).reduce(add));
  lowerElementwise('Rsqrt', ({ x }) => elementwise('Reciprocal', [elementwise('Sqrt', [x!])]));
  // expm1(x) = tanh(x / 2) (exp(x) + 1) keeps its digits round zero.
  lowerElementwise('Expm1', ({ x }) =>
    multiply(elementwise('Tanh', [multiply(x!, 0.5)]), add(elementwise('Exp', [x!]), 1)),
  );
  lowerElementwise('Log1p', ({ x }) => {
    // log(1 + x) x / ((1 + x) - 1) makes good for the digits that 1 + x lost (Kahan).
    const u = add(x!, 1);
    const lost = subtract(u, full(1, []));
    const isLost = elementwise('Equal', [lost, full(0, [])], { type: 'bool' });
    return choose(
      isLost,
      x!,
      divide(multiply(elementwise('Log', [u]), x!), choose(isLost, full(1, []), lost)),
    );
  });
  lowerElementwise('Selu', ({ x }) => elementwise('Selu', [x!], { attributes: SELU }));
  lowerElementwise<tf.LeakyReluAttrs>('LeakyRelu', ({ x }, { alpha }) =>
    elementwise('LeakyRelu', [x!], { attributes: { alpha: { float: alpha } } }),
  );
  lowerElementwise('Relu6', ({ x }) => minimum(maximum(x!, 0), 6));
  lowerElementwise<tf.ClipByValueAttrs>('ClipByValue', ({ x }, { clipValueMin, clipValueMax }) =>
    minimum(maximum(x!, clipValueMin), clipValueMax),
  );
  lowerElementwise<tf.StepAttrs>('Step', ({ x }, { alpha = 0 }) => {
    const above = stepAboveZero(cast(x!, 'float32'));
    return cast(alpha === 0 ? above : add(multiply(above, 1 - alpha), alpha), x!.type);
  });
  lowerElementwise('EluGrad', ({ dy, y }) => {
    const isNegative = elementwise('Less', [y!, full(0, [])], { type: 'bool' });
    return multiply(dy!, choose(isNegative, add(y!, 1), full(1, [])));
  });
  // The eager kernels take NaN for zero, which ONNX's operator does not.
  lowerElementwise('Sign', ({ x }) => {
    const is = (comparison: string): GraphNode =>
      cast(elementwise(comparison, [x!, full(0, [], x!.type)], { type: 'bool' }), x!.type);
    return subtract(is('Greater'), is('Less'));
  });
  lowerElementwise('FloorDiv', ({ a, b }) => cast(floorOfQuotient(a!, b!), 'int32'));
  lowerElementwise('Mod', ({ a, b }) =>
    a!.type === 'float32'
      ? subtract(a!, multiply(floorOfQuotient(a!, b!), b!))
      : elementwise('Mod', [a!, b!]),
  );
  lowerElementwise<tf.CastAttrs>('Cast', ({ x }, { dtype }) => cast(x!, typeOf(dtype)));
  lowerElementwise('Select', ({ condition, t, e }) => {
    const { shape } = condition!;
    // A list as condition chooses among the rows of larger tensors.
    const wide =
      shape.length < t!.shape.length
        ? reshape(
            condition!,
            t!.shape.map((_, i) => shape[i] ?? 1),
          )
        : condition!;
    return choose(wide, t!, e!);
  });
}

const not = (x: GraphNode): GraphNode => elementwise('Not', [x], { type: 'bool' });

const floorOfQuotient = (a: GraphNode, b: GraphNode): GraphNode =>
  elementwise('Floor', [divide(cast(a, 'float32'), cast(b, 'float32'))]);
