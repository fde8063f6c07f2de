import type { ValueType } from '../node';
import { CompileError } from './error';

const FLOAT: readonly ValueType[] = ['float32'];
const NUMBERS: readonly ValueType[] = ['float32', 'int32'];

/** What onnxruntime's operators take, where that is not every type. */
const TAKES: Readonly<Record<string, readonly ValueType[]>> = {
  ...Object.fromEntries(
    (
      'Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Elu Erf Exp Floor HardSigmoid LeakyRelu Log Reciprocal Round ' +
      'Selu Sigmoid Sin Sinh Softmax Softplus Sqrt Tan Tanh MaxPool AveragePool'
    )
      .split(' ')
      .map((name) => [name, FLOAT]),
  ),
  ...Object.fromEntries(
    'Abs Add CumSum Div MatMul Max Min Mod Mul Neg PRelu Pow Relu Sign Sub'
      .split(' ')
      .map((name) => [name, NUMBERS]),
  ),
};

/** @throws CompileError where the operator has no kernel for the type, which its session would say without the line */
export function requireType(operator: string, type: ValueType): void {
  const types = TAKES[operator];
  if (!types || types.includes(type)) return;
  throw new CompileError(
    `${operator} of ${type} tensors cannot be compiled: cast them to ${types.join(' or ')} first, with tf.cast.`,
  );
}
