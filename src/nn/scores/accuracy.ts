import { predictedClasses } from './predictions.ts';
import type { MeanScore } from './score.ts';
import { classesOf } from './targets-of.ts';

/**
 * The fraction of images whose highest prediction is the actual class: fastai's accuracy.
 *
 * @category Scores
 */
export const accuracy: MeanScore = {
  name: 'accuracy',
  perExample: (predictions, targets) => {
    const classes = classesOf(targets, 'accuracy');
    return Array.from(predictedClasses(predictions), (predicted, i) => (predicted === classes[i] ? 1 : 0));
  },
};

/**
 * 1 − accuracy: fastai's error_rate.
 *
 * @category Scores
 */
export const errorRate: MeanScore = {
  name: 'error_rate',
  perExample: (predictions, targets) =>
    accuracy.perExample(predictions, targets).map((correct) => 1 - correct),
};
