import { tf, type Tensor1D, type Tensor2D } from '../../engine/index.ts';
import { classTargets } from './class-targets.ts';
import type { Loss } from './loss.ts';
import { tensorLoss } from './tensor-loss.ts';

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
  const { mean, ...loss } = tracedClassLoss(name, perExample);
  // It may depend on more than its arguments, such as the number of the step: so it is called for every batch.
  return { ...loss, mean: (logits, targets) => mean(logits, targets) };
}

/** Returns {@link classLoss} of a function that depends on its arguments alone. */
export const tracedClassLoss = (
  name: string,
  perExample: (logits: Tensor2D, classes: Tensor1D) => Tensor1D,
): Loss =>
  tensorLoss({
    name,
    inputs: (given, shape) => {
      const targets = classTargets(shape, given);
      const classes = tf.tensor1d(targets.classes, 'int32');
      return targets._tag === 'ClassTargets'
        ? [classes]
        : [classes, tf.tensor1d(targets.others, 'int32'), tf.tensor1d(targets.weights)];
    },
    perExample: (logits, [classes, others, weights]) => {
      const own = perExample(logits, classes as Tensor1D);
      if (others === undefined || weights === undefined) return own;
      const other = perExample(logits, others as Tensor1D);
      return tf.add<Tensor1D>(other, tf.mul(weights, tf.sub(own, other)));
    },
  });
