import { at, brokenInvariant, MillraceError, type CombineOptions } from '../../core/index.ts';
import type { Predictions } from './predictions.ts';

/**
 * Returns the predictions of test-time augmentation: fastai's Learner.tta.
 *
 * (1 − β) · mean of the augmented passes + β · centre; or the element-wise maximum of all, whose rows do not sum to 1.
 * Throws BrokenInvariant unless there is an augmented pass and all shapes are equal.
 *
 * @param augmented probabilities `[N, C]` of each pass over the augmented images, at least one
 * @param centre probabilities `[N, C]` of the images as validation sees them
 * @param options the weights of the passes
 * @category Scores
 */
export function combinePredictions(
  augmented: readonly Predictions[],
  centre: Predictions,
  { beta = 0.25, useMax = false }: CombineOptions = {},
): Predictions {
  if (useMax) return elementwise([...augmented, centre], (values) => Math.max(...values));
  return elementwise([meanPredictions(augmented), centre], (values) => {
    const [mean, own] = values as readonly [number, number];
    return mean + beta * (own - mean);
  });
}

/**
 * Returns the element-wise mean of passes over the same images. Throws BrokenInvariant unless there is a pass and all
 * shapes are equal.
 *
 * @category Scores
 */
export const meanPredictions = (passes: readonly Predictions[]): Predictions =>
  elementwise(passes, (values) => values.reduce((sum, value) => sum + value, 0) / values.length);

function elementwise(
  passes: readonly Predictions[],
  combine: (values: readonly number[]) => number,
): Predictions {
  const [first] = passes;
  if (first === undefined)
    throw new MillraceError(brokenInvariant('combinePredictions', 'at least one pass', 'none'));
  const { shape } = first;
  const other = passes.find((pass) => pass.shape.join() !== shape.join());
  if (other !== undefined)
    throw new MillraceError(
      brokenInvariant(
        'combinePredictions',
        `predictions of shape [${shape.join()}]`,
        `[${other.shape.join()}]`,
      ),
    );
  return { shape, data: first.data.map((_, i) => combine(passes.map(({ data }) => at(data, i)))) };
}
