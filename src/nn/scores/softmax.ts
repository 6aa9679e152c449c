import { rowsOf, type Predictions } from './predictions.ts';

/**
 * Returns probabilities from logits: e^z / Σ e^z of each image, without overflow.
 *
 * @category Scores
 */
export function softmax(logits: Predictions): Predictions {
  const data = new Float32Array(logits.data.length);
  rowsOf(logits).forEach((row, i) => {
    const greatest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = Array.from(row, (z) => Math.exp(z - greatest));
    const sum = powers.reduce((a, b) => a + b, 0);
    data.set(
      powers.map((power) => power / sum),
      i * row.length,
    );
  });
  return { shape: logits.shape, data };
}
