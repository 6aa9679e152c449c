import type { PredictedImage } from './metric.ts';

/**
 * Returns whether a prediction is wrong: of several labels, whether any is missing or too many.
 *
 * @category Training and evaluation steps
 */
export const isMistake = ({ actual, predicted }: PredictedImage): boolean =>
  actual.length !== predicted.length || actual.some(({ index }, i) => index !== predicted[i]?.index);
