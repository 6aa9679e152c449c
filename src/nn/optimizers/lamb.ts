import { ADAM_NUMBERS, adamNumbers, applyAdam, tf, type Tensor } from '../../engine/index.ts';
import { adamLike } from './adam-like.ts';

const rootMeanSquare = (x: Tensor): Tensor => tf.sqrt(tf.mean(tf.square(x)));

/** Returns min(size of the parameter / size of its step, 10); 1 if either size is 0. */
function trustRatio(parameter: Tensor, step: Tensor): Tensor {
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
export const lamb = adamLike(0, {
  numbers: (adamStep) => {
    const { learningRate, momentum, squareMomentum, epsilon, step } = adamStep;
    // A learning rate of 0 updates only the averages.
    const averaging = adamNumbers({ ...adamStep, learningRate: 0 });
    return [...averaging, 1 - momentum ** step, 1 - squareMomentum ** step, epsilon, learningRate];
  },
  update: (variable, mean, square, gradient, numbers) => {
    applyAdam(variable, mean, square, gradient, numbers.slice(0, ADAM_NUMBERS));
    const change = tf.tidy(() => {
      const [debias, squareDebias, epsilon, learningRate] = numbers.slice(ADAM_NUMBERS) as Four;
      const debiased = tf.div(mean.read(), debias);
      const root = tf.sqrt(tf.div(square.read(), squareDebias));
      const direction = tf.div(debiased, tf.add(root, epsilon));
      return tf.mul(direction, tf.mul(trustRatio(variable.read(), direction), learningRate));
    });
    variable.subtract(change);
    change.dispose();
  },
});

type Four = [Tensor, Tensor, Tensor, Tensor];
