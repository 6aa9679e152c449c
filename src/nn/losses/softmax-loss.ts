import type { Targets } from '../../core/index.ts';
import { softmaxCrossEntropy, tf, type Scalar, type Tensor1D, type Tensor2D } from '../../engine/index.ts';
import { classTargets } from './class-targets.ts';
import type { Loss } from './loss.ts';
import { softTargets, type Softening } from './soft-targets.ts';

/** Returns the cross-entropy of the softmax with soft targets: one op for the value and its gradient. */
export function softmaxLoss(name: string, softening: Softening): Loss {
  const evaluate = (logits: Tensor2D, targets: Targets) => {
    const { probabilities, scale } = softTargets(classTargets(logits, targets), logits.shape[1], softening);
    const losses = softmaxCrossEntropy(logits, tf.tensor2d(probabilities, logits.shape, 'float32'));
    return { losses: scale === null ? losses : tf.mul<Tensor1D>(losses, scale), scale };
  };
  return {
    name,
    perExample: (logits, targets) => tf.tidy(() => evaluate(logits, targets).losses),
    mean: (logits, targets) =>
      tf.tidy(() => {
        const { losses, scale } = evaluate(logits, targets);
        // As in fastai, whose MixUp takes the plain mean of weighted losses.
        if (scale === null || targets._tag === 'MixedTargets') return tf.mean<Scalar>(losses);
        const total = scale.reduce((sum, weight) => sum + weight, 0);
        // A batch whose weights are all 0 has loss 0; PyTorch's is NaN.
        return tf.div<Scalar>(tf.sum(losses), total === 0 ? 1 : total);
      }),
  };
}
