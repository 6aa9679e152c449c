import type { Targets } from '../../core/index.ts';
import type { Scalar, Tensor1D, Tensor2D } from '../../engine/index.ts';

/**
 * How wrong predictions are. Both functions borrow the logits [N, C] and return a tensor that the caller owns (or the
 * enclosing `tf.tidy`); TensorFlow.js can differentiate both with respect to the logits. Class indices that the logits
 * do not have are a BrokenInvariant.
 */
export interface Loss {
  /** For tables and logs, e.g. `crossEntropy`. */
  readonly name: string;
  /** [N] the loss of each picture: fastai's reduction `none`. */
  readonly perPicture: (logits: Tensor2D, targets: Targets) => Tensor1D;
  /** The loss of the batch, which training minimizes: fastai's reduction `mean`. */
  readonly mean: (logits: Tensor2D, targets: Targets) => Scalar;
}
