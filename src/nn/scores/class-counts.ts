import { at, type ClassCounts, type LabelTargets } from '../../core/index.ts';
import { rowsOf, type Predictions } from './predictions.ts';

/**
 * Returns the counts of each label. A label is predicted if its probability is at least the threshold, as in fastai's
 * scores.
 *
 * @param probabilities `[N, C]`; columns beyond the labels of the targets are ignored
 * @category Scores
 */
export function labelCounts(
  probabilities: Predictions,
  { values, shape: [, labels] }: LabelTargets,
  threshold: number,
): readonly ClassCounts[] {
  const counts = Array.from({ length: labels }, () => ({ actual: 0, predicted: 0, correct: 0 }));
  rowsOf(probabilities).forEach((row, image) => {
    counts.forEach((count, label) => {
      const isActual = at(values, image * labels + label) > 0.5;
      const isPredicted = at(row, label) >= threshold;
      if (isActual) count.actual++;
      if (isPredicted) count.predicted++;
      if (isActual && isPredicted) count.correct++;
    });
  });
  return counts;
}

/**
 * Returns the sums of the counts of the same classes.
 *
 * @category Scores
 */
export const addCounts = (a: readonly ClassCounts[], b: readonly ClassCounts[]): readonly ClassCounts[] =>
  a.map((count, i) => {
    const other = at(b, i);
    return {
      actual: count.actual + other.actual,
      predicted: count.predicted + other.predicted,
      correct: count.correct + other.correct,
    };
  });
