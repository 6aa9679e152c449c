import { classReport } from '../../core/index.ts';
import type { CountScore } from './score.ts';

/**
 * The plain mean of the F1 of the classes that occur or are predicted: fastai's F1Score with `macro`.
 *
 * @category Scores
 */
export const f1: CountScore = { name: 'f1', ofCounts: (counts) => classReport(counts).macro.f1 };

/**
 * The plain mean of the F1 of all labels, for several labels per image: fastai's F1ScoreMulti with `macro`.
 *
 * @category Scores
 */
export const f1Multi: CountScore = {
  name: 'f1',
  ofCounts: (counts) => classReport(counts, { onlySeen: false }).macro.f1,
};

/**
 * The mean recall of the classes that occur, so that small classes count as much as large ones: fastai's
 * BalancedAccuracy.
 *
 * @category Scores
 */
export const balancedAccuracy: CountScore = {
  name: 'balanced_accuracy',
  ofCounts: (counts) => {
    const occurring = counts.filter(({ actual }) => actual > 0);
    const recalls = occurring.map(({ correct, actual }) => correct / actual);
    return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  },
};
