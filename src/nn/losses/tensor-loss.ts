import type { Targets } from '../../core/index.ts';
import { tf, type Scalar, type Tensor, type Tensor1D, type Tensor2D } from '../../engine/index.ts';
import type { Loss } from './loss.ts';

/** A loss, as what it needs of the targets and a function of tensors. */
interface TensorLoss extends Pick<Loss, 'name' | 'isWeighted' | 'totalWeight'> {
  /**
   * Returns what the other functions need of the targets, as tensors, owned by the caller.
   *
   * @param shape of the logits
   * @param reduction what they are for: the losses of images or their mean
   */
  readonly inputs: (
    targets: Targets,
    shape: Tensor2D['shape'],
    reduction: 'none' | 'mean',
  ) => readonly Tensor[];
  /** Returns the loss of each image, [N]; borrows all tensors. */
  readonly perExample: (logits: Tensor2D, inputs: readonly Tensor[]) => Tensor1D;
  /** Returns the loss of the batch; by default the mean of the images. */
  readonly mean?: (logits: Tensor2D, inputs: readonly Tensor[]) => Scalar;
}

/** The mean of a loss as a function of tensors, which the graph of a training step can contain. */
export interface TracedLoss {
  /** Returns what `mean` needs of the targets for logits of a shape [N, C], as tensors, owned by the caller. */
  readonly inputs: (targets: Targets, shape: Tensor2D['shape']) => readonly Tensor[];
  /** Returns the loss of the batch; borrows all tensors. */
  readonly mean: (logits: Tensor2D, inputs: readonly Tensor[]) => Scalar;
}

/** By the function that computes the mean: a loss that replaces it, as `{ ...crossEntropy, mean }` does, is not traced. */
const traced = new WeakMap<Loss['mean'], TracedLoss>();

/** Returns the mean of a loss of {@link tensorLoss}; undefined for any other loss. */
export const tracedLoss = ({ mean }: Loss): TracedLoss | undefined => traced.get(mean);

/** Returns a loss that the graph of a training step may contain: see {@link tracedLoss}. */
export function tensorLoss({ inputs, perExample, mean: given, ...loss }: TensorLoss): Loss {
  const meanOf = given ?? ((logits, tensors) => tf.mean<Scalar>(perExample(logits, tensors)));
  const mean: Loss['mean'] = (logits, targets) =>
    tf.tidy(() => meanOf(logits, inputs(targets, logits.shape, 'mean')));
  traced.set(mean, { inputs: (targets, shape) => inputs(targets, shape, 'mean'), mean: meanOf });
  return {
    ...loss,
    perExample: (logits, targets) => tf.tidy(() => perExample(logits, inputs(targets, logits.shape, 'none'))),
    mean,
  };
}
