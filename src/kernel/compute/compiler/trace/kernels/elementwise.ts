import type * as tf from '@tensorflow/tfjs';
import { broadcast } from '../../broadcast';
import {
  add,
  cast,
  choose,
  compare,
  divide,
  elementwise,
  maximum,
  minimum,
  multiply,
  not,
  reshape,
  stepAboveZero,
  subtract,
} from '../../build';
import { type GraphNode, makeNode, sameShape, uniformValue, type ValueType } from '../../node';
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
};

/** Of numbers; booleans compare as 0 and 1. */
const ORDERS: Readonly<Record<string, string>> = {
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  Less: 'Less',
  LessEqual: 'LessOrEqual',
};

const LOGICAL: Readonly<Record<string, string>> = {
  Equal: 'Equal',
  LogicalAnd: 'And',
  LogicalOr: 'Or',
  LogicalXor: 'Xor',
};

/** Near the largest float32, where infinity would make NaN. */
const LARGE = 3e38;

const SELU = { alpha: { float: 1.6732632423543772 }, gamma: { float: 1.0507009873554805 } };

export function registerElementwise(): void {
  for (const [kernel, name] of Object.entries(UNARY))
    lowerElementwise(kernel, ({ x }) => elementwise(name, [x!]));
  lowerElementwise('Round', ({ x }) => (x!.type === 'float32' ? elementwise('Round', [x!]) : x!));
  for (const [kernel, name] of Object.entries(BINARY))
    lowerElementwise(kernel, ({ a, b }) => elementwise(name, [a!, b!]));
  for (const [kernel, name] of Object.entries(ORDERS))
    lowerElementwise(kernel, ({ a, b }) => compare(name, asNumbers(a!), asNumbers(b!)));
  for (const [kernel, name] of Object.entries(LOGICAL))
    lowerElementwise(kernel, ({ a, b }) => compare(name, a!, b!));
  lowerElementwise('NotEqual', ({ a, b }) => not(compare('Equal', a!, b!)));
  lowerElementwise('LogicalNot', ({ x }) => not(x!));
  for (const [kernel, name] of [
    ['IsNan', 'IsNaN'],
    ['IsInf', 'IsInf'],
  ] as const)
    lowerElementwise(kernel, ({ x }) =>
      x!.type === 'float32' ? compare(name, x!) : full(0, x!.shape, 'bool'),
    );
  lowerElementwise('IsFinite', ({ x }) =>
    x!.type === 'float32' ? compare('Equal', subtract(x!, x!), full(0, [])) : full(1, x!.shape, 'bool'),
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
    const isLost = compare('Equal', lost, full(0, []));
    const ratio = divide(minimum(x!, LARGE), choose(isLost, full(1, []), minimum(lost, LARGE)));
    return choose(isLost, x!, multiply(elementwise('Log', [u]), ratio));
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
  lowerElementwise('Prelu', ({ x, alpha }) => {
    const fits = uniformValue(x!) === undefined && sameShape(broadcast([x!.shape, alpha!.shape]), x!.shape);
    if (fits) return elementwise('PRelu', [x!, alpha!]);
    return choose(compare('Less', x!, full(0, [], x!.type)), multiply(x!, alpha!), x!);
  });
  lowerElementwise('EluGrad', ({ dy, y }) => {
    const isLinear = compare('GreaterOrEqual', y!, full(0, []));
    return multiply(dy!, choose(isLinear, full(1, []), add(y!, 1)));
  });
  // The eager kernels take NaN for zero, which ONNX's operator does not.
  lowerElementwise('Sign', ({ x }) => {
    const is = (comparison: string): GraphNode =>
      cast(compare(comparison, x!, full(0, [], x!.type)), x!.type);
    return subtract(is('Greater'), is('Less'));
  });
  lowerElementwise('FloorDiv', ({ a, b }) => division('floorDivide', a!, b!, 'int32'));
  lowerElementwise('Mod', ({ a, b }) => division('remainder', a!, b!, a!.type));
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

const division = (
  kind: 'floorDivide' | 'remainder',
  a: GraphNode,
  b: GraphNode,
  type: ValueType,
): GraphNode => makeNode({ kind }, [a, b], broadcast([a.shape, b.shape]), type);

const asNumbers = (x: GraphNode): GraphNode => (x.type === 'bool' ? cast(x, 'int32') : x);
