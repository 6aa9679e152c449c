import type { Predictions } from './predictions.ts';

/**
 * A column of the results table: a number for each image, shown as the mean over all validation images.
 *
 * @category Scores
 */
export interface Score {
  /** fastai's name of the metric, for example `accuracy`. */
  readonly name: string;
  /**
   * Returns the number for each image, [N]. Sums over batches are exact if these are integers.
   *
   * @param predictions logits or probabilities `[N, C]`
   * @param classes [N] the actual classes
   */
  readonly perExample: (predictions: Predictions, classes: Int32Array) => readonly number[];
}

/**
 * Returns the mean of a score over the images of one batch; NaN if there are none.
 *
 * @category Scores
 */
export function scoreOf(score: Score, predictions: Predictions, classes: Int32Array): number {
  const fractions = score.perExample(predictions, classes);
  return fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length;
}
