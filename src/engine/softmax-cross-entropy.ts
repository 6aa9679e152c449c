import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { attr, rawOp } from './raw-op.ts';
import { tf } from './tf.ts';

/** The outputs of {@link softmaxCrossEntropyOp}, owned by the caller. */
export interface SoftmaxCrossEntropy {
  /** [N], −Σ p·log softmax(logits). */
  readonly losses: Tensor1D;
  /** [N, C], the gradient of the sum of the losses: softmax(logits) − p. */
  readonly gradient: Tensor2D;
}

/**
 * Returns the cross-entropy of the softmax and its gradient, from one op, without overflow.
 *
 * @param logits [N, C]
 * @param probabilities p, [N, C]; every row sums to 1
 */
export function softmaxCrossEntropyOp(logits: Tensor, probabilities: Tensor): SoftmaxCrossEntropy {
  const [losses, gradient] = rawOp(
    'SoftmaxCrossEntropyWithLogits',
    [attr.type('T', 'float32')],
    [logits, probabilities],
    2,
  ) as [Tensor1D, Tensor2D];
  return { losses, gradient };
}

/**
 * Returns the losses of {@link softmaxCrossEntropyOp}, which TensorFlow.js can differentiate with respect to the logits;
 * the probabilities are constants.
 *
 * @returns [N], owned by the caller
 */
export function softmaxCrossEntropy(logits: Tensor2D, probabilities: Tensor2D): Tensor1D {
  const differentiable = tf.customGrad((z, save) => {
    const { losses, gradient } = softmaxCrossEntropyOp(z as Tensor, probabilities);
    (save as (tensors: Tensor[]) => void)([gradient]);
    return {
      value: losses,
      gradFunc: (dy: Tensor, [saved]: Tensor[]) => tf.mul(tf.expandDims(dy, 1), saved as Tensor),
    };
  });
  return differentiable(logits);
}
