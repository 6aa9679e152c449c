import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { BatchNormInputs } from './batch-norm.ts';
import { tf } from './tf.ts';

/** A kernel [kh, kw, C, O] and a bias [O]; owned by the caller. */
export type FoldedKernel = readonly [kernel: Tensor4D, bias: Tensor1D];

/**
 * Folds batch normalization by the running mean and variance into the preceding convolution (Jacob et al., 2018, section
 * 3.2): convolving with the returned kernel and adding the bias equals convolving with the given kernel and normalizing.
 */
export const foldBatchNorm = (
  kernel: Tensor,
  { gamma, beta, mean, variance }: BatchNormInputs,
  epsilon: number,
): FoldedKernel =>
  tf.tidy((): [Tensor4D, Tensor1D] => {
    const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
    return [tf.mul(kernel, scale), tf.sub(beta, tf.mul(mean, scale))];
  });
