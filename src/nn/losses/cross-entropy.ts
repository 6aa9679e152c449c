import type { Loss } from './loss.ts';
import { softmaxLoss } from './softmax-loss.ts';

/**
 * −log of the probability that softmax gives the right class: fastai's CrossEntropyLossFlat. Of mixed targets, the
 * mixture of both losses, as in MixUp (Zhang et al., 2018).
 */
export const crossEntropy: Loss = softmaxLoss('crossEntropy', { epsilon: 0, classWeights: null });

/**
 * Cross-entropy in which classes count differently: CrossEntropyLossFlat with `weight`. The mean is divided by the sum
 * of the weights, not by N; of mixed targets it is the plain mean, as fastai's MixUp takes it.
 *
 * @param classWeights one for each class, at least 0; errors with BadOption if there are more or fewer
 */
export const weightedCrossEntropy = (classWeights: readonly number[]): Loss =>
  softmaxLoss('weightedCrossEntropy', { epsilon: 0, classWeights });
