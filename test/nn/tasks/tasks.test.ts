import { describe, expect, test } from 'vitest';
import type { LabelTargets } from '../../../src/core/index.ts';
import { tf } from '../../../src/engine/index.ts';
import {
  averagePrecision,
  balancedAccuracy,
  binaryCrossEntropy,
  crossEntropy,
  multiLabel,
  scoring,
  singleLabel,
  taskOf,
  type Predictions,
} from '../../../src/nn/index.ts';
import { classTargets } from '../../support/targets.ts';

const predictions = (...rows: readonly (readonly number[])[]): Predictions => ({
  shape: [rows.length, rows[0]?.length ?? 2],
  data: Float32Array.from(rows.flat()),
});

const labels = (...rows: readonly (readonly number[])[]): LabelTargets => ({
  _tag: 'LabelTargets',
  shape: [rows.length, rows[0]?.length ?? 2],
  values: Float32Array.from(rows.flat()),
});

describe('one class per image', () => {
  const task = singleLabel();

  test('predicts the class with the highest value', () => {
    expect(task.decode(Float32Array.of(1, 3, 2))).toEqual([1]);
    expect(task.collate([2, 0], 3)).toEqual(classTargets(2, 0));
  });

  test('its confidence is the probability of the predicted class; none without a label', () => {
    const row = Float32Array.of(0.25, 0.75);
    expect(task.confidences(row, [1], [1])).toEqual([{ probability: 0.75, isRight: true }]);
    expect(task.confidences(row, [1], [0])).toEqual([{ probability: 0.75, isRight: false }]);
    expect(task.confidences(row, [1], [])).toEqual([]);
  });

  test('a list of labels is an error that names the other task', () => {
    expect(() => task.collate([[0, 1]], 3)).toThrow('Use multiLabel()');
  });
});

describe('several labels per image', () => {
  const task = multiLabel();

  test('predicts all labels above the threshold, or none', () => {
    expect(task.decode(Float32Array.of(0.6, 0.5, 0.7))).toEqual([0, 2]);
    expect(task.decode(Float32Array.of(0.1, 0.5))).toEqual([]);
    expect(multiLabel({ threshold: 0.2 }).decode(Float32Array.of(0.1, 0.5))).toEqual([1]);
  });

  test('its confidences are the probabilities of all labels, right where the image has the label', () => {
    expect(task.confidences(Float32Array.of(0.25, 0.75), [1], [0])).toEqual([
      { probability: 0.25, isRight: true },
      { probability: 0.75, isRight: false },
    ]);
  });

  test('targets are 1 for each label, also of images with one class', () => {
    expect(task.collate([[0, 2], [], 1], 3)).toEqual(labels([1, 0, 1], [0, 0, 0], [0, 1, 0]));
  });

  test('a threshold outside of 0..1 is rejected', () => {
    expect(() => multiLabel({ threshold: 1.5 })).toThrow('multiLabel threshold');
  });

  test('outputs beyond the labels count as absent in the loss, and not at all in the scores', () => {
    const [targets, logits] = [labels([1, 0]), predictions([9, -9, -9])];
    const loss = tf.tidy(
      () =>
        binaryCrossEntropy()
          .perExample(tf.tensor2d([[9, -9, -9]]), targets)
          .dataSync()[0]!,
    );
    expect(loss).toBeCloseTo(Math.log1p(Math.exp(-9)), 6);
    const { counts } = task.summary(task.comparable(logits, task.probabilities(logits)), targets, 3);
    expect(counts).toEqual([
      { actual: 1, predicted: 1, correct: 1 },
      { actual: 0, predicted: 0, correct: 0 },
    ]);
  });
});

test('the description of a model names its task', () => {
  for (const task of [singleLabel(), multiLabel({ threshold: 0.3 })])
    expect(taskOf(task.description).description).toEqual(task.description);
});

test('losses and scores of another task are errors, not numbers', () => {
  const loss = () => tf.tidy(() => crossEntropy.mean(tf.tensor2d([[1, 2]]), labels([1, 0])).dataSync());
  expect(loss).toThrow('For several labels use binaryCrossEntropy()');
  const task = multiLabel();
  const score = () =>
    scoring({ task, scores: [averagePrecision], outputs: 2 }).add(predictions([1, 2]), classTargets(0));
  expect(score).toThrow('expected images with several labels');
});

test('scores of all images do not depend on the division into batches', () => {
  const rows = [[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7], [0.55, 0.45]]; // prettier-ignore
  const targets = [[1, 0], [0, 1], [0, 1], [0, 1], [1, 1]]; // prettier-ignore
  const task = multiLabel();
  const scored = (...cuts: readonly number[]) =>
    cuts
      .reduce(
        (all, start, i) =>
          all.add(
            predictions(...rows.slice(start, cuts[i + 1] ?? rows.length)),
            labels(...targets.slice(start, cuts[i + 1] ?? rows.length)),
          ),
        scoring({ task, scores: task.metrics, outputs: 2 }),
      )
      .result();
  expect(scored(0, 2, 3)).toEqual(scored(0));
  expect(scored(0).scores).toEqual({
    accuracy_multi: expect.closeTo(0.7, 6) as number,
    // Label 0: 2 of 3 predicted are right, of 2; label 1: 2 of 2, of 4.
    f1: expect.closeTo((4 / 5 + 2 / 3) / 2, 12) as number,
    average_precision: expect.closeTo(((1 + 2 / 3) / 2 + 1) / 2, 12) as number,
  });
});

test('balanced accuracy is the mean recall of the classes that occur', () => {
  const task = singleLabel();
  const logits = predictions([1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0]);
  const { scores } = scoring({ task, scores: [balancedAccuracy], outputs: 3 })
    .add(logits, classTargets(0, 0, 1, 1))
    .result();
  expect(scores).toEqual({ balanced_accuracy: 0.75 });
});
