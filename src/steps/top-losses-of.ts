import type { PredictedImage, TopLoss } from '../core/index.ts';
import { rowsOf, type Predictions, type Task } from '../nn/index.ts';
import { withTopLosses } from './top-losses.ts';

/**
 * Returns up to nine images with the highest losses, highest first, from probabilities `[N, C]` alone: for test-time
 * augmentation.
 *
 * The loss is −log of the probability of the label, independent of the learner's loss.
 *
 * @param predictions probabilities `[N, C]`
 * @param images the predictions for each image
 * @param task what the network recognizes
 * @category Training and evaluation steps
 */
export const topLossesOf = (
  predictions: Predictions,
  images: readonly PredictedImage[],
  task: Task,
): readonly TopLoss[] =>
  withTopLosses(
    [],
    images,
    rowsOf(predictions).map((row, i) =>
      task.surprise(
        row,
        (images[i]?.actual ?? []).map(({ index }) => index),
      ),
    ),
  );
