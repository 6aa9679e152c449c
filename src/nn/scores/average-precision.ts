import { at, range } from '../../core/index.ts';
import type { Predictions } from './predictions.ts';
import type { SetScore } from './score.ts';
import { labelsOf } from './targets-of.ts';

/**
 * The mean over all labels of the average precision: Σ (Rₖ − Rₖ₋₁) · Pₖ over the distinct probabilities, from the highest
 * down. 0 for a label that no image has. fastai's APScoreMulti with `macro` (scikit-learn's average_precision_score).
 *
 * @category Scores
 */
export const averagePrecision: SetScore = {
  name: 'average_precision',
  ofAll: (predictions, targets) => {
    const { shape, values } = labelsOf(targets, 'averagePrecision');
    const each = range(shape[1]).map((label) => ofLabel(predictions, values, label, shape));
    return each.reduce((sum, value) => sum + value, 0) / each.length;
  },
};

function ofLabel(
  { data, shape: [, classes] }: Predictions,
  values: Float32Array,
  label: number,
  [images, labels]: readonly [images: number, labels: number],
): number {
  const scored = range(images)
    .map((i) => ({ score: at(data, i * classes + label), isActual: at(values, i * labels + label) > 0.5 }))
    .sort((a, b) => b.score - a.score);
  const positives = scored.filter(({ isActual }) => isActual).length;
  let [sum, correct, counted] = [0, 0, 0];
  scored.forEach(({ score, isActual }, i) => {
    if (isActual) correct++;
    // Equal scores enter together.
    if (scored[i + 1]?.score === score) return;
    sum += (correct - counted) * (correct / (i + 1));
    counted = correct;
  });
  return positives === 0 ? 0 : sum / positives;
}
