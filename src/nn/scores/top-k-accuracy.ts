import { at } from '../../core/index.ts';
import { rowsOf } from './predictions.ts';
import type { MeanScore } from './score.ts';
import { classesOf } from './targets-of.ts';

/**
 * Returns the number of classes that rank above the target: those with higher values and, of equal ones, the earlier.
 */
function rankOf(row: Float32Array, target: number): number {
  const own = at(row, target);
  let rank = 0;
  // Written so that a NaN ranks last: a NaN prediction is never correct.
  row.forEach((value, index) => {
    if (index !== target && !(value < own || (value === own && index > target))) rank++;
  });
  return rank;
}

/**
 * Returns the fraction of images whose actual class is among the k highest predictions: fastai's top_k_accuracy.
 *
 * @param k at least 1; default 5
 * @category Scores
 */
export const topKAccuracy = (k = 5): MeanScore => ({
  name: `top_${k}_accuracy`,
  perExample: (predictions, targets) => {
    const classes = classesOf(targets, 'topKAccuracy');
    return rowsOf(predictions).map((row, i) => (rankOf(row, at(classes, i)) < k ? 1 : 0));
  },
});
