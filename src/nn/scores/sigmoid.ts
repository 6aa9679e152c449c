import type { Predictions } from './predictions.ts';

/**
 * Returns the probability of each label from logits: 1 / (1 + e⁻ᶻ), without overflow.
 *
 * @category Scores
 */
export const sigmoid = ({ shape, data }: Predictions): Predictions => ({
  shape,
  data: data.map((z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)))),
});
