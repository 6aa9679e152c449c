import { predictedClasses } from './predictions.ts';
import type { Score } from './score.ts';

/**
 * The fraction of images whose highest prediction is the actual class: fastai's accuracy.
 *
 * @category Scores
 */
export const accuracy: Score = {
  name: 'accuracy',
  perExample: (predictions, classes) =>
    Array.from(predictedClasses(predictions), (predicted, i) => (predicted === classes[i] ? 1 : 0)),
};

/**
 * 1 − accuracy: fastai's error_rate.
 *
 * @category Scores
 */
export const errorRate: Score = {
  name: 'error_rate',
  perExample: (predictions, classes) =>
    accuracy.perExample(predictions, classes).map((correct) => 1 - correct),
};
