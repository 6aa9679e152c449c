import { rowsOf } from './predictions.ts';
import type { Score } from './score.ts';

/** How many classes come before this one: those with greater values and, of equal ones, the earlier. */
function rankOf(row: Float32Array, target: number): number {
  const own = row[target] ?? NaN;
  let rank = 0;
  // Written so that NaN comes after everything: predictions that are no numbers are never right.
  row.forEach((value, index) => {
    if (index !== target && !(value < own || (value === own && index > target))) rank++;
  });
  return rank;
}

/**
 * Returns the fraction of images whose actual class is among the k highest predictions: fastai's top_k_accuracy.
 *
 * @param k from 1; default 5
 * @category Scores
 */
export const topKAccuracy = (k = 5): Score => ({
  name: `top_${k}_accuracy`,
  perExample: (predictions, classes) =>
    rowsOf(predictions).map((row, i) => (rankOf(row, classes[i] ?? NaN) < k ? 1 : 0)),
});
