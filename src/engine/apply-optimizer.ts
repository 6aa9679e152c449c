import type { Tensor } from '@tensorflow/tfjs-core';
import { attr, rawOp } from './raw-op.ts';
import type { Variable } from './variable.ts';

const FLOAT = [attr.type('T', 'float32'), attr.bool('use_locking', false)];
const WITHOUT_NESTEROV = [...FLOAT, attr.bool('use_nesterov', false)];

/** The hyperparameters of one Adam step; `step` counts from 1. */
export interface AdamStep {
  readonly learningRate: number;
  readonly momentum: number;
  readonly squareMomentum: number;
  readonly epsilon: number;
  readonly step: number;
}

/** The number of {@link adamNumbers}. */
export const ADAM_NUMBERS = 6;

/**
 * Returns the numbers of a step of Adam for {@link applyAdam}. Epsilon is added to the root of the debiased average, as in
 * fastai and PyTorch; TensorFlow adds it before debiasing, hence the factor on epsilon. Debiasing is part of the learning
 * rate, in double precision: TensorFlow's own 1 − β^t loses digits in float32.
 */
export function adamNumbers({
  learningRate,
  momentum,
  squareMomentum,
  epsilon,
  step,
}: AdamStep): readonly number[] {
  const squareDebias = Math.sqrt(1 - squareMomentum ** step);
  const rate = (learningRate * squareDebias) / (1 - momentum ** step);
  const noDebias = 0;
  return [noDebias, noDebias, rate, momentum, squareMomentum, epsilon * squareDebias];
}

/**
 * Makes one step of Adam (Kingma and Ba, 2015) in place.
 *
 * @param mean, square running averages of the gradient and of its square, also updated
 * @param numbers those of {@link adamNumbers}, as scalars
 */
export function applyAdam(
  variable: Variable,
  mean: Variable,
  square: Variable,
  gradient: Tensor,
  numbers: readonly Tensor[],
): void {
  const inputs = [variable.handle, mean.handle, square.handle, ...numbers, gradient];
  rawOp('ResourceApplyAdam', WITHOUT_NESTEROV, inputs, 0);
}

/** Updates in place: variable −= learningRate · gradient. */
export function applyGradientDescent(variable: Variable, gradient: Tensor, learningRate: Tensor): void {
  rawOp('ResourceApplyGradientDescent', FLOAT, [variable.handle, learningRate, gradient], 0);
}

/** Updates in place: velocity = momentum · velocity + gradient, then variable −= learningRate · velocity. */
export function applyMomentum(
  variable: Variable,
  velocity: Variable,
  gradient: Tensor,
  learningRate: Tensor,
  momentum: Tensor,
): void {
  const inputs = [variable.handle, velocity.handle, learningRate, gradient, momentum];
  rawOp('ResourceApplyMomentum', WITHOUT_NESTEROV, inputs, 0);
}
