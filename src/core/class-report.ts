import { at } from './at.ts';
import type { ClassCounts } from './class-counts.ts';

/** Precision, recall and F1, 0..1. */
export interface ClassScores {
  /** The fraction of the predictions of a class that are correct; 0 if it is never predicted. */
  readonly precision: number;
  /** The fraction of the images of a class that are predicted as it; 0 if it has no images. */
  readonly recall: number;
  /** The harmonic mean of both; 0 if both are 0. */
  readonly f1: number;
}

/** The scores of one class, and the number of its images. */
export interface OneClassScores extends ClassScores {
  readonly support: number;
}

/** Precision, recall and F1 of each class and of all classes together. */
export interface ClassReport {
  readonly perClass: readonly OneClassScores[];
  /** The plain mean over classes: fastai's Precision, Recall, F1Score with `macro`. */
  readonly macro: ClassScores;
  /** Over all predictions; with one class per image each equals the accuracy. */
  readonly micro: ClassScores;
  /** The mean over classes, weighted by their numbers of images. */
  readonly weighted: ClassScores;
}

/** Options of {@link classReport}. */
export interface ClassReportOptions {
  /**
   * Whether `macro` leaves out classes that neither occur nor are predicted, as scikit-learn does with one class per image;
   * default true. With several labels per image it counts them as 0.
   */
  readonly onlySeen?: boolean;
}

const ratio = (part: number, total: number): number => (total === 0 ? 0 : part / total);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const scoresOf = ({ correct, predicted, actual }: ClassCounts): OneClassScores => ({
  precision: ratio(correct, predicted),
  recall: ratio(correct, actual),
  f1: ratio(2 * correct, predicted + actual),
  support: actual,
});

function weightedMean(scores: readonly ClassScores[], weights: readonly number[]): ClassScores {
  const mean = (pick: (scores: ClassScores) => number) =>
    ratio(sum(scores.map((score, i) => pick(score) * at(weights, i))), sum(weights));
  return { precision: mean((s) => s.precision), recall: mean((s) => s.recall), f1: mean((s) => s.f1) };
}

/**
 * Returns precision, recall and F1 from the counts of each class, with scikit-learn's averages, as in fastai.
 *
 * @category Scores
 */
export function classReport(
  counts: readonly ClassCounts[],
  { onlySeen = true }: ClassReportOptions = {},
): ClassReport {
  const perClass = counts.map(scoresOf);
  const total = (pick: (counts: ClassCounts) => number): number => sum(counts.map(pick));
  const { precision, recall, f1 } = scoresOf({
    correct: total((c) => c.correct),
    predicted: total((c) => c.predicted),
    actual: total((c) => c.actual),
  });
  return {
    perClass,
    macro: weightedMean(
      perClass,
      counts.map(({ actual, predicted }) => (!onlySeen || actual + predicted > 0 ? 1 : 0)),
    ),
    micro: { precision, recall, f1 },
    weighted: weightedMean(
      perClass,
      counts.map(({ actual }) => actual),
    ),
  };
}
