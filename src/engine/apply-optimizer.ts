import type { Tensor } from '@tensorflow/tfjs-core';
import { attr, rawOp } from './raw-op.ts';
import { withScalars } from './scalars.ts';
import type { Variable } from './variable.ts';

const FLOAT = [attr.type('T', 'float32'), attr.bool('use_locking', false)];

/** Runs an op that updates variables in place. The numbers before and after the gradient become scalar tensors. */
function apply(
  name: string,
  attributes: typeof FLOAT,
  variables: readonly Variable[],
  before: readonly number[],
  gradient: Tensor,
  after: readonly number[] = [],
): void {
  const handles = variables.map(({ handle }) => handle);
  withScalars(before, (leading) =>
    withScalars(after, (trailing) =>
      rawOp(name, attributes, [...handles, ...leading, gradient, ...trailing], 0),
    ),
  );
}

/** The hyperparameters of one Adam step; `step` counts from 1. */
export interface AdamStep {
  readonly learningRate: number;
  readonly momentum: number;
  readonly squareMomentum: number;
  readonly epsilon: number;
  readonly step: number;
}

/**
 * Makes one step of Adam (Kingma and Ba, 2015) in place. Epsilon is added to the root of the debiased average, as in
 * fastai and PyTorch; TensorFlow adds it before debiasing, hence the factor on epsilon. Debiasing is part of the learning
 * rate, in double precision: TensorFlow's own 1 − β^t loses digits in float32.
 *
 * @param mean, square running averages of the gradient and of its square, also updated
 */
export function applyAdam(
  variable: Variable,
  mean: Variable,
  square: Variable,
  gradient: Tensor,
  { learningRate, momentum, squareMomentum, epsilon, step }: AdamStep,
): void {
  const squareDebias = Math.sqrt(1 - squareMomentum ** step);
  const rate = (learningRate * squareDebias) / (1 - momentum ** step);
  const noDebias = 0;
  apply(
    'ResourceApplyAdam',
    [...FLOAT, attr.bool('use_nesterov', false)],
    [variable, mean, square],
    [noDebias, noDebias, rate, momentum, squareMomentum, epsilon * squareDebias],
    gradient,
  );
}

/** Updates in place: variable −= learningRate · gradient. */
export function applyGradientDescent(variable: Variable, gradient: Tensor, learningRate: number): void {
  apply('ResourceApplyGradientDescent', FLOAT, [variable], [learningRate], gradient);
}

/** Updates in place: velocity = momentum · velocity + gradient, then variable −= learningRate · velocity. */
export function applyMomentum(
  variable: Variable,
  velocity: Variable,
  gradient: Tensor,
  learningRate: number,
  momentum: number,
): void {
  apply(
    'ResourceApplyMomentum',
    [...FLOAT, attr.bool('use_nesterov', false)],
    [variable, velocity],
    [learningRate],
    gradient,
    [momentum],
  );
}
