import { MillraceError } from '../../core/index.ts';
import type { Predictions } from './predictions.ts';

/** fastai's arguments of tta that say how predictions are put together. */
export interface CombineOptions {
  /** The weight of the pictures as validation sees them, 0..1; the mean of the augmented has the rest. Default 0.25. */
  readonly beta?: number;
  /** The greatest probability of all passes instead of weighted means; beta does not count then. Default false. */
  readonly useMax?: boolean;
}

/**
 * The predictions of test-time augmentation (fastai's Learner.tta): (1 − β) · mean of the augmented passes + β · centre,
 * or the element-wise maximum of all, whose rows do not sum to 1. Errors with BrokenInvariant where shapes differ.
 *
 * @param augmented probabilities [N, C] of each pass over the augmented pictures, at least one
 * @param centre probabilities [N, C] of the pictures as validation sees them
 */
export function combinePredictions(
  augmented: readonly Predictions[],
  centre: Predictions,
  { beta = 0.25, useMax = false }: CombineOptions = {},
): Predictions {
  if (useMax) return elementwise([...augmented, centre], (values) => Math.max(...values));
  return elementwise(
    [meanPredictions(augmented), centre],
    ([mean = NaN, own = NaN]) => mean + beta * (own - mean),
  );
}

/** The element-wise mean of passes over the same pictures. */
export const meanPredictions = (passes: readonly Predictions[]): Predictions =>
  elementwise(passes, (values) => values.reduce((sum, value) => sum + value, 0) / values.length);

function elementwise(
  passes: readonly Predictions[],
  combine: (values: readonly number[]) => number,
): Predictions {
  const [first] = passes;
  const shape = first?.shape ?? [0, 0];
  const other = passes.find((pass) => pass.shape.join() !== shape.join());
  if (first === undefined || other !== undefined)
    throw new MillraceError({
      _tag: 'BrokenInvariant',
      where: 'combinePredictions',
      expected: `passes over the same pictures: [${shape.join()}]`,
      received: other === undefined ? 'none' : `[${other.shape.join()}]`,
      advice: '',
    });
  return { shape, data: first.data.map((_, i) => combine(passes.map(({ data }) => data[i] ?? NaN))) };
}
