import { tf, type BatchNormInputs, type Tensor } from '../../src/engine/index.ts';

/** Batch normalization with running statistics, composed of elementary ops. */
export const batchNormByRunning = (
  x: Tensor,
  { gamma, beta, mean, variance }: BatchNormInputs,
  epsilon: number,
): Tensor => tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon))), gamma), beta);
