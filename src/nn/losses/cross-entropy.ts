import { checkWeights } from './check-class-weights.ts';
import type { Loss } from './loss.ts';
import { softmaxLoss } from './softmax-loss.ts';

/**
 * −log of the probability that softmax gives to the actual class: fastai's CrossEntropyLossFlat.
 *
 * The loss of mixed targets is the weighted mean of the losses for both classes, as in MixUp (Zhang et al., 2018).
 *
 * @category Losses
 */
export const crossEntropy: Loss = softmaxLoss('crossEntropy', { epsilon: 0, classWeights: null });

/**
 * Returns cross-entropy with a weight for each class, against class imbalance: CrossEntropyLossFlat with `weight`.
 *
 * The mean is divided by the sum of the weights, not by N; for mixed targets it is the plain mean, as in fastai's
 * MixUp. Throws BadOption unless the weights are finite and at least 0; evaluating it throws BadOption unless there is
 * one weight per class.
 *
 * @param classWeights one per class, for example {@link classWeightsOf}
 * @category Losses
 */
export function weightedCrossEntropy(classWeights: readonly number[]): Loss {
  checkWeights('weightedCrossEntropy', classWeights);
  return softmaxLoss('weightedCrossEntropy', { epsilon: 0, classWeights });
}
