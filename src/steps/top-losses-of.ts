import type { TopLoss } from '../core/index.ts';
import type { Predictions } from '../nn/index.ts';
import type { PredictionResult } from './predicted.ts';
import { rowOf, withTopLosses } from './top-losses.ts';

/** The smallest normal number of 32 bits: what is rounded to 0 is still a probability, and its loss still a number. */
const LEAST = 2 ** -126;

/**
 * The nine pictures with the greatest loss, greatest first, where only probabilities [N, C] are known, as of test-time
 * augmentation: the loss is −log of the probability of the actual class, whatever the learner's loss is.
 */
export function topLossesOf(
  predictions: Predictions,
  { files, targets }: Pick<PredictionResult, 'files' | 'targets'>,
): readonly TopLoss[] {
  const probabilitiesOf = (picture: number): Predictions => rowOf(predictions, picture);
  return withTopLosses([], {
    files,
    actual: targets,
    losses: Float64Array.from(targets, (target, picture) => {
      const own = probabilitiesOf(picture).data[target] ?? NaN;
      return -Math.log(Math.max(own, LEAST));
    }),
    probabilitiesOf,
  });
}
