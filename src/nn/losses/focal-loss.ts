import { requireOption } from '../../core/index.ts';
import { softmaxCrossEntropy, tf, type Tensor, type Tensor1D } from '../../engine/index.ts';
import { checkWeightCount, checkWeights } from './check-class-weights.ts';
import { tracedClassLoss } from './class-loss.ts';
import type { Loss } from './loss.ts';

/** Options of {@link focalLoss}. */
export interface FocalLossOptions {
  /** How strongly the loss of well-predicted images is reduced, from 0; default 2. */
  readonly gamma?: number;
  /** One weight per class, at least 0, for example {@link classWeightsOf}; equal by default. */
  readonly classWeights?: readonly number[];
}

/**
 * Returns focal loss, which reduces the loss of images that are predicted well (Lin et al., 2017): fastai's
 * FocalLossFlat.
 *
 * (1 − e^−l)^γ · l, where l is the cross-entropy with class weights; without weights, e^−l is the probability of the
 * actual class. As in fastai, the weight is part of l, and the mean is divided by N, also with weights. Gamma 0 is
 * {@link crossEntropy}. Mixed targets are treated as there. Throws BadOption unless `gamma` and the weights are finite and
 * at least 0; evaluating it throws BadOption unless there is one weight per class.
 *
 * @param options the focusing parameter γ and the class weights
 * @category Losses
 */
export function focalLoss({ gamma = 2, classWeights }: FocalLossOptions = {}): Loss {
  requireOption(gamma >= 0 && gamma < Infinity, 'focalLoss gamma', 'a finite number of at least 0', gamma);
  if (classWeights !== undefined) checkWeights('focalLoss', classWeights);
  return tracedClassLoss('focalLoss', (logits, classes) => {
    const outputs = logits.shape[1];
    const actual = tf.oneHot(classes, outputs, 1, 0, 'float32');
    const losses = softmaxCrossEntropy(logits, tf.reshape(actual, logits.shape));
    if (classWeights === undefined) return focused(losses, gamma);
    checkWeightCount(classWeights, outputs);
    const weights = tf.sum<Tensor1D>(tf.mul(actual, [...classWeights]), 1);
    return focused(tf.mul(losses, weights), gamma);
  });
}

/**
 * Returns (1 − e^−l)^γ · l for losses l of at least 0. Its derivative, u^γ · (1 + γ · e^−l · l/u) with u = 1 − e^−l, is
 * written out because TensorFlow.js's is NaN at l = 0 for γ below 1.
 */
const focused = (losses: Tensor1D, gamma: number): Tensor1D =>
  tf.customGrad((given, save) => {
    // Rounding may give a loss below 0, whose power would be NaN.
    const l = tf.relu(given as Tensor);
    const u = tf.neg(tf.expm1(tf.neg(l)));
    const factor = tf.pow(u, gamma);
    // l/u tends to 1 where both are 0.
    const ratio = tf.where(tf.greater(u, 0), tf.div(l, u), tf.onesLike(l));
    const slope = tf.mul(factor, tf.add(1, tf.mul(tf.mul(gamma, tf.sub(1, u)), ratio)));
    (save as (tensors: Tensor[]) => void)([slope]);
    return {
      value: tf.mul(factor, l),
      gradFunc: (dy: Tensor, [saved]: Tensor[]) => tf.mul(dy, saved as Tensor),
    };
  })(losses) as Tensor1D;
