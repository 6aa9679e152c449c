import type { ClassCounts, Targets } from '../../core/index.ts';
import type { Predictions } from './predictions.ts';

interface Named {
  /** fastai's name of the metric, for example `accuracy`. */
  readonly name: string;
}

/** A number for each image, shown as the mean over all validation images. */
export interface MeanScore extends Named {
  /**
   * Returns the number for each image, [N]. Sums over batches are exact if these are integers.
   *
   * @param predictions `[N, C]`: logits or probabilities of classes, probabilities of labels
   * @param targets those of the N images
   */
  readonly perExample: (predictions: Predictions, targets: Targets) => readonly number[];
}

/** A number computed from how often each class occurs, is predicted, and is predicted correctly. */
export interface CountScore extends Named {
  /**
   * Returns the number.
   *
   * @param counts [C], over all validation images
   */
  readonly ofCounts: (counts: readonly ClassCounts[]) => number;
}

/** A number computed from all predictions together, which are held until the end of the validation pass. */
export interface SetScore extends Named {
  /**
   * Returns the number.
   *
   * @param predictions `[N, C]` of all validation images; otherwise as for a {@link MeanScore}
   * @param targets those of the N images
   */
  readonly ofAll: (predictions: Predictions, targets: Targets) => number;
}

/**
 * A column of the results table: a number for all validation images, such as the accuracy.
 *
 * @category Scores
 */
export type Score = MeanScore | CountScore | SetScore;
