import { at } from '../../core/index.ts';

/**
 * A network's output for N images, as plain numbers: logits or probabilities of C classes.
 *
 * @category Scores
 */
export interface Predictions {
  readonly shape: readonly [images: number, classes: number];
  /** N · C values, row by row. */
  readonly data: Float32Array;
}

/** Returns the values of each image, as views. */
export const rowsOf = ({ shape: [images, classes], data }: Predictions): readonly Float32Array[] =>
  Array.from({ length: images }, (_, i) => data.subarray(i * classes, (i + 1) * classes));

/** Returns the predictions of consecutive parts as one. */
export function concatPredictions(parts: readonly Predictions[], classes: number): Predictions {
  const images = parts.reduce((sum, { shape }) => sum + shape[0], 0);
  const data = new Float32Array(images * classes);
  parts.reduce((offset, part) => {
    data.set(part.data, offset);
    return offset + part.data.length;
  }, 0);
  return { shape: [images, classes], data };
}

/** Returns the position of the highest value; the first of equal ones. */
export const argMax = (row: Float32Array): number =>
  row.reduce((best, value, index) => (value > at(row, best) ? index : best), 0);

/**
 * Returns the class with the highest value for each image, [N]; the first of equal ones.
 *
 * @category Scores
 */
export const predictedClasses = (predictions: Predictions): Int32Array =>
  Int32Array.from(rowsOf(predictions), argMax);
