import type { Targets } from '../../core/index.ts';
import type { Scalar, Tensor1D, Tensor2D } from '../../engine/index.ts';

/**
 * The error of predictions, as a number to minimize.
 *
 * Both functions borrow the logits `[N, C]` and return a tensor owned by the caller (or by the enclosing `tf.tidy`).
 * TensorFlow.js can differentiate both with respect to the logits. They throw BrokenInvariant for class indices
 * outside 0..C − 1.
 *
 * @category Losses
 */
export interface Loss {
  /** For tables and logs, for example `crossEntropy`. */
  readonly name: string;
  /** Returns the loss of each image, [N]: fastai's reduction `none`. */
  readonly perExample: (logits: Tensor2D, targets: Targets) => Tensor1D;
  /**
   * Whether `mean` weights the images, so that it is not the mean of `perExample`: validation then averages the batches, by
   * their numbers of images (fastai's AvgLoss). False by default.
   */
  readonly isWeighted?: boolean;
  /**
   * Returns the weight of a batch in the mean over several, so that the weighted mean of `mean` over parts of a batch is that
   * of the batch. By default the number of its images.
   */
  readonly totalWeight?: (targets: Targets) => number;
  /** Returns the loss of the batch, which training minimizes: fastai's reduction `mean`. */
  readonly mean: (logits: Tensor2D, targets: Targets) => Scalar;
}
