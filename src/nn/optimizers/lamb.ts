import { applyAdam, tf, type Tensor, type Variable } from '../../engine/index.ts';
import { ADAM_AVERAGES, type AdamOptions } from './adam.ts';
import type { OptimizerFactory } from './optimizer.ts';
import { perParameter } from './per-parameter.ts';

const rootMeanSquare = (x: Tensor): Tensor => tf.sqrt(tf.mean(tf.square(x)));

/** min(size of the parameter / size of its step, 10); 1 where either is 0. */
function trust(parameter: Tensor, step: Tensor): Tensor {
  const [r1, r2] = [rootMeanSquare(parameter), rootMeanSquare(step)];
  const anyZero = tf.logicalOr(tf.equal(r1, 0), tf.equal(r2, 0));
  return tf.where(anyZero, tf.onesLike(r1), tf.minimum(tf.div(r1, r2), 10));
}

/**
 * Returns LAMB, Adam's step scaled to the size of the parameter (You et al., 2020): fastai's Lamb.
 *
 * Defaults as {@link adam}'s, but without weight decay.
 *
 * @param options with fastai's defaults
 * @category Optimizers
 */
export const lamb = ({
  mom = 0.9,
  sqrMom = 0.99,
  eps = 1e-5,
  wd = 0,
  decoupleWd = true,
}: AdamOptions = {}): OptimizerFactory =>
  perParameter({
    averages: ADAM_AVERAGES,
    mom,
    wd,
    decoupleWd,
    update: (variable, averages, gradient, { learningRate, momentum, step }) => {
      const [mean, square] = averages as [Variable, Variable];
      // A rate of 0 moves only the averages.
      const adamStep = { learningRate: 0, momentum, squareMomentum: sqrMom, epsilon: eps, step };
      applyAdam(variable, mean, square, gradient, adamStep);
      const change = tf.tidy(() => {
        const debiased = tf.div(mean.read(), 1 - momentum ** step);
        const root = tf.sqrt(tf.div(square.read(), 1 - sqrMom ** step));
        const direction = tf.div(debiased, tf.add(root, eps));
        return tf.mul(direction, tf.mul(trust(variable.read(), direction), learningRate));
      });
      variable.subtract(change);
      change.dispose();
    },
  });
