import type { Predictions } from './predictions.ts';

/** A column of the book's table: a number for each picture, whose mean over all validation pictures is shown. */
export interface Score {
  /** fastai's name of the metric, e.g. `accuracy`. */
  readonly name: string;
  /**
   * [N] the share of each picture. Sums over batches are exact where these are whole numbers.
   *
   * @param predictions [N, C] logits or probabilities
   * @param classes [N] the right classes
   */
  readonly perPicture: (predictions: Predictions, classes: Int32Array) => readonly number[];
}

/** The mean over the pictures of one batch; NaN of no pictures. */
export function scoreOf(score: Score, predictions: Predictions, classes: Int32Array): number {
  const shares = score.perPicture(predictions, classes);
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
