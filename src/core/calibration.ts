import { at } from './at.ts';

/** A probability that a model gives to a prediction, 0..1, and whether the prediction is right. */
export interface Confidence {
  readonly probability: number;
  readonly isRight: boolean;
}

/** The predictions whose probabilities are in one bin. */
export interface CalibrationBin {
  readonly count: number;
  /** Their mean probability; null if there are none. */
  readonly confidence: number | null;
  /** The fraction of them that is right; null if there are none. */
  readonly accuracy: number | null;
}

/** How far the probabilities of a model are from the fractions of its predictions that are right. */
export interface Calibration {
  /** The expected calibration error, 0..1; null without predictions. */
  readonly error: number | null;
  /** The reliability curve: bin i of 15, from 0, holds the probabilities in (i / 15, (i + 1) / 15], the first one also 0. */
  readonly bins: readonly CalibrationBin[];
}

/** The calibration of the predictions so far, to which others are added. */
export interface Calibrating {
  /** Returns the calibration with predictions added. */
  readonly add: (confidences: Iterable<Confidence>) => Calibrating;
  readonly result: () => Calibration;
}

/** As in the experiments of the paper. */
const BINS = 15;

/** The predictions of a bin, the sum of their probabilities, and how many are right. */
interface BinSums {
  readonly count: number;
  readonly confidence: number;
  readonly right: number;
}

const from = (sums: readonly BinSums[]): Calibrating => ({
  add: (confidences) => from(withAdded(sums, confidences)),
  result: () => resultOf(sums),
});

/** The calibration of no predictions. */
export const calibrating: Calibrating = from(
  Array.from({ length: BINS }, () => ({ count: 0, confidence: 0, right: 0 })),
);

/**
 * Returns the reliability curve of predictions, and the expected calibration error (Guo et al., "On Calibration of Modern
 * Neural Networks", 2017): Σ over the bins of (count / n) · |accuracy − confidence|, with 15 bins of equal width.
 *
 * Leaves out probabilities that are not finite.
 *
 * @category Scores
 */
export const calibration = (confidences: Iterable<Confidence>): Calibration =>
  calibrating.add(confidences).result();

function withAdded(sums: readonly BinSums[], confidences: Iterable<Confidence>): readonly BinSums[] {
  const next = [...sums];
  for (const { probability, isRight } of confidences) {
    if (!Number.isFinite(probability)) continue;
    const bin = Math.min(Math.max(Math.ceil(probability * BINS) - 1, 0), BINS - 1);
    const { count, confidence, right } = at(next, bin);
    next[bin] = {
      count: count + 1,
      confidence: confidence + probability,
      right: isRight ? right + 1 : right,
    };
  }
  return next;
}

function resultOf(sums: readonly BinSums[]): Calibration {
  const total = sums.reduce((sum, { count }) => sum + count, 0);
  const bins = sums.map(({ count, confidence, right }) =>
    count === 0
      ? { count, confidence: null, accuracy: null }
      : { count, confidence: confidence / count, accuracy: right / count },
  );
  const gap = sums.reduce((sum, { confidence, right }) => sum + Math.abs(right - confidence), 0);
  return { error: total === 0 ? null : gap / total, bins };
}
