import { at, type TopLoss } from '../core/index.ts';
import type { Predictions } from '../nn/index.ts';
import type { PredictionResult } from './predicted.ts';
import { rowOf, withTopLosses } from './top-losses.ts';

/** The smallest normal float32: the loss of a probability rounded to 0 stays finite. */
const MIN_PROBABILITY = 2 ** -126;

/**
 * Returns up to nine images with the highest losses, highest first, from probabilities `[N, C]` alone: for test-time
 * augmentation.
 *
 * The loss is −log of the probability of the actual class, independent of the learner's loss.
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
    losses: Float64Array.from(
      targets,
      (target, image) => -Math.log(Math.max(at(probabilitiesOf(image).data, target), MIN_PROBABILITY)),
    ),
    probabilitiesOf,
  });
}
