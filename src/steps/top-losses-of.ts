import type { TopLoss } from '../core/index.ts';
import type { Predictions } from '../nn/index.ts';
import type { PredictionResult } from './predicted.ts';
import { rowOf, withTopLosses } from './top-losses.ts';

/** The smallest normal number of 32 bits: what is rounded to 0 is still a probability, and its loss still a number. */
const MIN_COUNT = 2 ** -126;

/**
 * Returns up to nine images with the highest losses, highest first, computed from probabilities `[N, C]` alone, as
 * after test-time augmentation.
 *
 * The loss is −log of the probability of the actual class, whatever the learner's loss is.
 *
 * @param predictions probabilities `[N, C]`
 * @param result the files and class indices [N] of the images
 * @category Training and evaluation steps
 */
export function topLossesOf(
  predictions: Predictions,
  { files, targets }: Pick<PredictionResult, 'files' | 'targets'>,
): readonly TopLoss[] {
  const probabilitiesOf = (image: number): Predictions => rowOf(predictions, image);
  return withTopLosses([], {
    files,
    actual: targets,
    losses: Float64Array.from(targets, (target, image) => {
      const own = probabilitiesOf(image).data[target] ?? NaN;
      return -Math.log(Math.max(own, MIN_COUNT));
    }),
    probabilitiesOf,
  });
}
