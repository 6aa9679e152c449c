import { at, range } from '../../core/index.ts';
import { rowsOf } from './predictions.ts';
import type { MeanScore } from './score.ts';
import { labelsOf } from './targets-of.ts';

/**
 * Returns the fraction of labels that are right: present where the probability is greater than the threshold, else absent
 * (fastai's accuracy_multi). A network that predicts nothing scores high if labels are rare.
 *
 * @param threshold 0..1; default 0.5
 * @category Scores
 */
export const accuracyMulti = (threshold = 0.5): MeanScore => ({
  name: 'accuracy_multi',
  perExample: (predictions, targets) => {
    const {
      values,
      shape: [, labels],
    } = labelsOf(targets, 'accuracyMulti');
    return rowsOf(predictions).map((row, image) => {
      const right = range(labels).filter(
        (label) => at(row, label) > threshold === at(values, image * labels + label) > 0.5,
      );
      return right.length / labels;
    });
  },
});
