import { at } from '../../core/index.ts';
import type { Confusion } from './confusion.ts';

/** Precision, recall and F1, 0..1. */
export interface ClassScores {
  /** The fraction of the predictions of a class that are correct; 0 if it is never predicted. */
  readonly precision: number;
  /** The fraction of the images of a class that are predicted as it; 0 if it has no images. */
  readonly recall: number;
  /** The harmonic mean of both; 0 if both are 0. */
  readonly f1: number;
}

/** Precision, recall and F1 of each class and of all classes together. */
export interface ClassReport {
  readonly perClass: readonly ClassScores[];
  /** The plain mean over the classes that occur or are predicted: fastai's Precision, Recall, F1Score with `macro`. */
  readonly macro: ClassScores;
  /** Over all images: each equals the accuracy. */
  readonly micro: ClassScores;
  /** The mean over classes, weighted by their numbers of images. */
  readonly weighted: ClassScores;
}

const ratio = (part: number, total: number): number => (total === 0 ? 0 : part / total);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const scoresOf = (right: number, predicted: number, actual: number): ClassScores => ({
  precision: ratio(right, predicted),
  recall: ratio(right, actual),
  f1: ratio(2 * right, predicted + actual),
});

function weightedMean(scores: readonly ClassScores[], weights: readonly number[]): ClassScores {
  const mean = (pick: (scores: ClassScores) => number) =>
    ratio(sum(scores.map((score, i) => pick(score) * at(weights, i))), sum(weights));
  return { precision: mean((s) => s.precision), recall: mean((s) => s.recall), f1: mean((s) => s.f1) };
}

/**
 * Returns precision, recall and F1 from a confusion matrix, with scikit-learn's averages, as in fastai.
 *
 * @category Scores
 */
export function classReport(confusion: Confusion): ClassReport {
  const actual = confusion.map(sum);
  const predicted = confusion.map((_, index) => sum(confusion.map((row) => at(row, index))));
  const right = confusion.map((row, index) => at(row, index));
  const perClass = right.map((count, i) => scoresOf(count, at(predicted, i), at(actual, i)));
  const seen = actual.map((count, i) => (count + at(predicted, i) > 0 ? 1 : 0));
  return {
    perClass,
    macro: weightedMean(perClass, seen),
    micro: scoresOf(sum(right), sum(predicted), sum(actual)),
    weighted: weightedMean(perClass, actual),
  };
}
