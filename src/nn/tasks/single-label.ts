import { at, brokenInvariant, countsOfConfusion, MillraceError, type Confusion } from '../../core/index.ts';
import { crossEntropy } from '../losses/index.ts';
import {
  accuracy,
  addConfusions,
  argMax,
  classesOf,
  confusionMatrix,
  predictedClasses,
  softmax,
} from '../scores/index.ts';
import { MIN_PROBABILITY } from './min-probability.ts';
import type { ClassSummary, Task } from './task.ts';

/**
 * Returns the task of images with one class each: softmax, cross-entropy and accuracy (fastai's CategoryBlock).
 *
 * @category Tasks
 */
export const singleLabel = (): Task => task;

const classOf = (target: number | readonly number[]): number => {
  if (typeof target === 'number') return target;
  throw new MillraceError(
    brokenInvariant('singleLabel', 'one class per image', `a list of ${target.length}`, 'Use multiLabel().'),
  );
};

const summaryOf = (confusion: Confusion): ClassSummary => ({
  confusion,
  counts: countsOfConfusion(confusion),
});

function confusionOf({ confusion }: ClassSummary): Confusion {
  if (confusion !== null) return confusion;
  throw new MillraceError(
    brokenInvariant('singleLabel', 'a summary with a confusion matrix', 'one of several labels'),
  );
}

const task: Task = {
  description: { kind: 'single-label' },
  loss: crossEntropy,
  metrics: [accuracy],
  collate: (targets) => ({ _tag: 'ClassTargets', classes: Int32Array.from(targets, classOf) }),
  probabilities: softmax,
  comparable: (logits) => logits,
  decode: (row) => [argMax(row)],
  summary: (predictions, targets, outputs) =>
    summaryOf(confusionMatrix(classesOf(targets, 'singleLabel'), predictedClasses(predictions), outputs)),
  add: (a, b) => summaryOf(addConfusions(confusionOf(a), confusionOf(b))),
  surprise: (probabilities, actual) => -Math.log(Math.max(at(probabilities, at(actual, 0)), MIN_PROBABILITY)),
  confidences: (probabilities, [predicted], [actual]) =>
    predicted === undefined || actual === undefined
      ? []
      : [{ probability: at(probabilities, predicted), isRight: predicted === actual }],
};
