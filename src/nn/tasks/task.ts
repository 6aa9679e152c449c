import type {
  ClassCounts,
  Confidence,
  Confusion,
  Target,
  Targets,
  TaskDescription,
} from '../../core/index.ts';
import type { Loss } from '../losses/index.ts';
import type { Predictions, Score } from '../scores/index.ts';

/** How often each class occurs, is predicted, and is predicted correctly. */
export interface ClassSummary {
  readonly counts: readonly ClassCounts[];
  /** `confusion[actual][predicted]`; null if an image may have several labels. */
  readonly confusion: Confusion | null;
}

/**
 * What the network recognizes: everything that depends on whether an image has one class or several labels.
 *
 * @category Tasks
 */
export interface Task {
  /** Saved with the model. */
  readonly description: TaskDescription;
  /** The loss of a learner without one. */
  readonly loss: Loss;
  /** The columns of the results table of a learner without `metrics`. */
  readonly metrics: readonly Score[];
  /**
   * Returns the labels of the images of a batch.
   *
   * @param classes the number of classes
   */
  readonly collate: (targets: readonly Target[], classes: number) => Targets;
  /** Returns probabilities `[N, C]` from logits `[N, C]`. */
  readonly probabilities: (logits: Predictions) => Predictions;
  /** Returns what scores compare: the logits, if only their order counts, or the probabilities. */
  readonly comparable: (logits: Predictions, probabilities: Predictions) => Predictions;
  /** Returns the predicted classes of one image, ascending, from its C values of `comparable` or its probabilities. */
  readonly decode: (row: Float32Array) => readonly number[];
  /** Returns the counts of images, from `comparable` values or probabilities. */
  readonly summary: (predictions: Predictions, targets: Targets, outputs: number) => ClassSummary;
  /** Returns the sum of two summaries. */
  readonly add: (a: ClassSummary, b: ClassSummary) => ClassSummary;
  /**
   * Returns −log of the probability that the C probabilities of an image give to its label.
   *
   * @param actual the indices of its classes
   */
  readonly surprise: (probabilities: Float32Array, actual: readonly number[]) => number;
  /**
   * Returns the probabilities of one image whose calibration is measured: that of the predicted class, or that of each label.
   *
   * @param probabilities its C probabilities
   * @param predicted what `decode` returns for it
   * @param actual the indices of its classes; none without a label
   */
  readonly confidences: (
    probabilities: Float32Array,
    predicted: readonly number[],
    actual: readonly number[],
  ) => readonly Confidence[];
}
