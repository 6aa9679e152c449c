import { requireOption, requireProbability } from '../../core/index.ts';

/**
 * Returns weights against class imbalance, with mean 1: the inverse frequency of each class, raised to a power.
 *
 * With C classes and N images, class c of n images has a weight proportional to (N / (C · n))^power. Power 1 gives each
 * class the same total weight (scikit-learn's `balanced`), power 0.5 moderates that, power 0 gives equal weights. Throws
 * BadOption unless `power` is in 0..1 and every count is a positive integer.
 *
 * @param counts [C] the number of training images of each class
 * @param power 0..1
 * @category Losses
 */
export function classWeightsOf(counts: readonly number[], power: number): readonly number[] {
  requireProbability('classWeightsOf power', power);
  const isCounted = counts.length > 0 && counts.every((count) => Number.isSafeInteger(count) && count > 0);
  requireOption(isCounted, 'classWeightsOf counts', 'a positive number of images for each class', counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const weights = counts.map((count) => (total / (counts.length * count)) ** power);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => (weight * counts.length) / sum);
}
