import { at, indicesOf, requireProbability, type Target } from '../../core/index.ts';
import { binaryCrossEntropy } from '../losses/index.ts';
import {
  accuracyMulti,
  addCounts,
  averagePrecision,
  f1Multi,
  labelCounts,
  labelsOf,
  sigmoid,
} from '../scores/index.ts';
import { MIN_PROBABILITY } from './min-probability.ts';
import type { Task } from './task.ts';

/** Options of {@link multiLabel}. */
export interface MultiLabelOptions {
  /** A label is predicted if its probability exceeds this, 0..1; default 0.5. */
  readonly threshold?: number;
}

/**
 * Returns the task of images with any number of labels each: sigmoid, binary cross-entropy, accuracy_multi, F1 and average
 * precision (fastai's MultiCategoryBlock). An image with one class has only that label.
 *
 * Throws BadOption unless `threshold` is in 0..1.
 *
 * @param options the threshold
 * @category Tasks
 */
export function multiLabel({ threshold = 0.5 }: MultiLabelOptions = {}): Task {
  requireProbability('multiLabel threshold', threshold);
  return {
    description: { kind: 'multi-label', threshold },
    loss: binaryCrossEntropy(),
    metrics: [accuracyMulti(threshold), f1Multi, averagePrecision],
    collate: (targets, classes) => ({
      _tag: 'LabelTargets',
      shape: [targets.length, classes],
      values: oneHot(targets, classes),
    }),
    probabilities: sigmoid,
    comparable: (_, probabilities) => probabilities,
    decode: (row) => [...row.keys()].filter((label) => at(row, label) > threshold),
    summary: (predictions, targets) => ({
      confusion: null,
      counts: labelCounts(predictions, labelsOf(targets, 'multiLabel'), threshold),
    }),
    add: (a, b) => ({ confusion: null, counts: addCounts(a.counts, b.counts) }),
    surprise: (probabilities, actual) => {
      const present = new Set(actual);
      return probabilities.reduce((sum, p, label) => {
        const own = present.has(label) ? p : 1 - p;
        return sum - Math.log(Math.max(own, MIN_PROBABILITY)) / probabilities.length;
      }, 0);
    },
    confidences: (probabilities, _, actual) => {
      const present = new Set(actual);
      return Array.from(probabilities, (probability, label) => ({
        probability,
        isRight: present.has(label),
      }));
    },
  };
}

function oneHot(targets: readonly Target[], classes: number): Float32Array {
  const values = new Float32Array(targets.length * classes);
  targets.forEach((target, image) => {
    for (const label of indicesOf(target)) values[image * classes + label] = 1;
  });
  return values;
}
