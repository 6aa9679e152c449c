import type { Targets } from '../../core/index.ts';
import { tf, type Scalar, type Tensor2D } from '../../engine/index.ts';
import type { Loss } from './loss.ts';

/** The loss of a batch and its gradient, both owned by the caller. */
export interface LossAndGradient {
  readonly loss: Scalar;
  /** `[N, C]`, with respect to the logits. */
  readonly gradient: Tensor2D;
}

/**
 * Returns the mean loss of a batch and its gradient, where backpropagation starts. The logits `[N, C]` are borrowed.
 *
 * @category Losses
 */
export function lossAndGradient(loss: Loss, logits: Tensor2D, targets: Targets): LossAndGradient {
  return lossGradient((z) => loss.mean(z, targets), logits);
}

/** Returns a function of logits and its gradient. */
export function lossGradient(mean: (logits: Tensor2D) => Scalar, logits: Tensor2D): LossAndGradient {
  const { value, grad } = tf.valueAndGrad((z) => mean(z as Tensor2D))(logits);
  return { loss: value, gradient: grad as Tensor2D };
}
