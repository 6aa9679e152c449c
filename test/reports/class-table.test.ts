import { describe, expect, test } from 'vitest';
import type { PredictedImage } from '../../src/core/index.ts';
import { classTable, mistakesByClass } from '../../src/reports/index.ts';
import { made } from '../support/made-metrics.ts';

const counts = [
  { actual: 4, predicted: 5, correct: 3 },
  { actual: 6, predicted: 5, correct: 4 },
  { actual: 0, predicted: 0, correct: 0 },
];

describe('the table of classes', () => {
  test('has a row for each class; outputs without a class have none', () => {
    const { rows, of } = classTable(made.predictionSummary({ counts }), 2);
    expect(of).toBe(2);
    expect(rows).toEqual([
      { index: 0, precision: 3 / 5, recall: 3 / 4, f1: 6 / 9, support: 4 },
      { index: 1, precision: 4 / 5, recall: 4 / 6, f1: 8 / 11, support: 6 },
    ]);
  });

  test('of too many classes, those with the lowest f1 are shown, lowest first, and last those without images', () => {
    const shown = [3, 1, 2].map((index) => counts[index - 1]!);
    const { rows, of } = classTable(made.predictionSummary({ counts: shown }), 3, 2);
    expect([rows.map(({ index }) => index), of]).toEqual([[1, 2], 3]);
  });
});

test('wrong images are grouped by their first class', () => {
  const image = (path: string, ...classes: readonly number[]): PredictedImage => ({
    path,
    actual: classes.map((index) => ({ index, probability: 0.1 })),
    predicted: [],
  });
  const mistakes = [image('a', 1), image('b', 0, 1), image('c'), image('d', 1)];
  const groups = mistakesByClass(made.predictionSummary({ mistakes }));
  expect(groups.map(({ index, mistakes: each }) => [index, each.map(({ path }) => path)])).toEqual([
    [-1, ['c']],
    [0, ['b']],
    [1, ['a', 'd']],
  ]);
});
