import { expect, test } from 'vitest';
import {
  accuracy,
  addConfusions,
  confusionMatrix,
  errorRate,
  predictedClasses,
  softmax,
  topKAccuracy,
  type Predictions,
} from '../../../src/nn/scores/index.ts';
import { classReport, countsOfConfusion } from '../../../src/core/index.ts';
import { scoreOf } from '../../../src/nn/index.ts';
import { classTargets } from '../../support/targets.ts';

const predictionsOf = (rows: readonly (readonly number[])[]): Predictions => ({
  shape: [rows.length, rows[0]?.length ?? 3],
  data: Float32Array.from(rows.flat()),
});

const rows = [
  [3, 1, 2],
  [1, 3, 2],
  [1, 2, 3],
  [5, 5, 5],
];

test('the highest value is predicted, the first of equal ones', () => {
  expect([...predictedClasses(predictionsOf(rows))]).toEqual([0, 1, 2, 0]);
});

test('accuracy and error rate', () => {
  const classes = classTargets(0, 1, 1, 1);
  expect(accuracy.perExample(predictionsOf(rows), classes)).toEqual([1, 1, 0, 0]);
  expect(errorRate.perExample(predictionsOf(rows), classes)).toEqual([0, 0, 1, 1]);
  expect(scoreOf(accuracy, predictionsOf(rows), classes)).toBe(0.5);
});

test('top-k counts a class among the k highest; of equal ones the first rank first', () => {
  const classes = classTargets(2, 2, 0, 1);
  const predictions = predictionsOf(rows);
  expect(topKAccuracy(1).perExample(predictions, classes)).toEqual([0, 0, 0, 0]);
  expect(topKAccuracy(2).perExample(predictions, classes)).toEqual([1, 1, 0, 1]);
  expect(topKAccuracy(3).perExample(predictions, classes)).toEqual([1, 1, 1, 1]);
  expect(topKAccuracy().name).toBe('top_5_accuracy');
});

test('top-1 equals accuracy', () => {
  for (const target of [0, 1, 2]) {
    const classes = classTargets(...Array<number>(4).fill(target));
    expect(topKAccuracy(1).perExample(predictionsOf(rows), classes)).toEqual(
      accuracy.perExample(predictionsOf(rows), classes),
    );
  }
});

test('NaN predictions are never correct', () => {
  const predictions = predictionsOf([[NaN, NaN, NaN]]);
  expect(topKAccuracy(2).perExample(predictions, classTargets(0))).toEqual([0]);
});

test('no images give no score', () => {
  expect(accuracy.perExample(predictionsOf([]), classTargets())).toEqual([]);
  expect(scoreOf(accuracy, predictionsOf([]), classTargets())).toBeNaN();
});

test('softmax does not overflow', () => {
  const { shape, data } = softmax(
    predictionsOf([
      [Math.log(1), Math.log(2), Math.log(5)],
      [1000, -1000, 1000],
    ]),
  );
  expect(shape).toEqual([2, 3]);
  [1 / 8, 2 / 8, 5 / 8, 0.5, 0, 0.5].forEach((value, i) => expect(data[i]).toBeCloseTo(value, 6));
});

test('confusionMatrix counts [actual][predicted]; batches add up', () => {
  const first = confusionMatrix([0, 0, 1], [0, 1, 1], 3);
  const second = confusionMatrix([0, 1], [1, 0], 3);
  expect(addConfusions(first, second)).toEqual(confusionMatrix([0, 0, 1, 0, 1], [0, 1, 1, 1, 0], 3));
  expect(addConfusions(first, second)).toEqual([
    [1, 2, 0],
    [1, 1, 0],
    [0, 0, 0],
  ]);
});

test.each([
  [[3], [0], '3 predicted as 0'],
  [[0], [-1], '0 predicted as -1'],
  [[0], [], '0 predicted as nothing'],
])('throws for classes %j predicted as %j', (actual, predicted, received) => {
  expect(() => confusionMatrix(actual, predicted, 3)).toThrow(
    `expected class indices in 0..2, received ${received}`,
  );
});

test('precision, recall and F1 by hand', () => {
  // Class 0: 2 correct of 3 actual and 4 predicted. Class 1: 1 correct of 3, 2 predicted. Class 2 neither occurs nor is
  // predicted, and is ignored.
  const report = classReport(
    countsOfConfusion([
      [2, 1, 0],
      [2, 1, 0],
      [0, 0, 0],
    ]),
  );
  expect(report.perClass[0]).toEqual({ precision: 2 / 4, recall: 2 / 3, f1: 4 / 7, support: 3 });
  expect(report.perClass[1]).toEqual({ precision: 1 / 2, recall: 1 / 3, f1: 2 / 5, support: 3 });
  expect(report.perClass[2]).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
  expect(report.macro.precision).toBeCloseTo(1 / 2, 12);
  expect(report.macro.recall).toBeCloseTo(1 / 2, 12);
  expect(report.macro.f1).toBeCloseTo((4 / 7 + 2 / 5) / 2, 12);
  expect(report.micro).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5 });
  expect(report.weighted.recall).toBeCloseTo(0.5, 12);
});

test('a class that is never predicted scores 0', () => {
  const { macro } = classReport(
    countsOfConfusion([
      [1, 0],
      [1, 0],
    ]),
  );
  expect(macro).toEqual({ precision: 0.25, recall: 0.5, f1: 1 / 3 });
});
