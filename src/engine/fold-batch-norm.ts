import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { BatchNormInputs } from './batch-norm.ts';
import { tf } from './tf.ts';

/** A kernel [kh, kw, C, O] and a bias [O]; owned by the caller. */
export type FoldedKernel = readonly [kernel: Tensor4D, bias: Tensor1D];

/**
 * Batch normalization by the running statistics as part of the convolution before it (Jacob et al., 2018, section 3.2):
 * convolving with this kernel and adding the bias is convolving with the given one and normalizing.
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
