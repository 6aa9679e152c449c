import { expect, test } from 'vitest';
import { MillraceError } from '../../../src/core/index.ts';
import { combinedCos, combineScheds, schedLin, schedNo } from '../../../src/nn/schedules/index.ts';

test('each stretch runs through its own annealing, and at a border the later one holds', () => {
  const annealing = combineScheds([
    { fraction: 0.5, annealing: schedLin(0, 1) },
    { fraction: 0.25, annealing: schedNo(7) },
    { fraction: 0.25, annealing: schedLin(10, 20) },
  ]);
  expect([0, 0.25, 0.5, 0.7, 0.75, 0.875, 1].map(annealing)).toEqual([0, 0.5, 7, 7, 10, 15, 20]);
});

test('a stretch of no length is passed over', () => {
  expect([0, 1].map(combinedCos(0, 1, 2, 3))).toEqual([2, 3]);
  expect([0, 1].map(combinedCos(1, 1, 2, 3))).toEqual([1, 2]);
});

test.each([
  [[0.5, 0.4], '0.5, 0.4'],
  [[1.5, -0.5], '1.5, -0.5'],
])('shares %j are refused', (fractions, received) => {
  const combine = () => combineScheds(fractions.map((fraction) => ({ fraction, annealing: schedNo(1) })));
  expect(combine).toThrow(MillraceError);
  expect(combine).toThrow(`received ${received}`);
});
