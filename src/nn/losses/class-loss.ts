import type { Targets } from '../../core/index.ts';
import { tf, type Scalar, type Tensor1D, type Tensor2D } from '../../engine/index.ts';
import { classTargets } from './class-targets.ts';
import type { Loss } from './loss.ts';

/**
 * Returns a custom loss, such as focal loss, written in differentiable TensorFlow.js ops.
 *
 * Mixed targets need no extra code: their loss is weights · loss(classes) + (1 − weights) · loss(others), as in MixUp
 * (Zhang et al., 2018). The mean is over images.
 *
 * @param name for tables and logs
 * @param perExample returns the losses [N] for logits `[N, C]` and class indices [N] (int32, 0..C − 1), both borrowed
 * @category Losses
 */
export function classLoss(name: string, perExample: (logits: Tensor2D, classes: Tensor1D) => Tensor1D): Loss {
  const evaluate = (logits: Tensor2D, given: Targets): Tensor1D =>
    tf.tidy(() => {
      const targets = classTargets(logits, given);
      const own = perExample(logits, tf.tensor1d(targets.classes, 'int32'));
      if (targets._tag === 'ClassTargets') return own;
      const other = perExample(logits, tf.tensor1d(targets.others, 'int32'));
      const weights = tf.tensor1d(targets.weights);
      return tf.add<Tensor1D>(other, tf.mul(weights, tf.sub(own, other)));
    });
  return {
    name,
    perExample: evaluate,
    mean: (logits, targets) => tf.tidy(() => tf.mean<Scalar>(evaluate(logits, targets))),
  };
}
