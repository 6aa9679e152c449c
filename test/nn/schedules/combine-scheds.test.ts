import { expect, test } from 'vitest';
import { MillraceError } from '../../../src/core/index.ts';
import { combinedCos, combineScheds, schedLin, schedNo } from '../../../src/nn/schedules/index.ts';

test('each part runs its own annealing; at a boundary the later one applies', () => {
  const annealing = combineScheds([
    { fraction: 0.5, annealing: schedLin(0, 1) },
    { fraction: 0.25, annealing: schedNo(7) },
    { fraction: 0.25, annealing: schedLin(10, 20) },
  ]);
  expect([0, 0.25, 0.5, 0.7, 0.75, 0.875, 1].map(annealing)).toEqual([0, 0.5, 7, 7, 10, 15, 20]);
});

test('a part of length 0 is skipped', () => {
  expect([0, 1].map(combinedCos(0, 1, 2, 3))).toEqual([2, 3]);
  expect([0, 1].map(combinedCos(1, 1, 2, 3))).toEqual([1, 2]);
});

test.each([
  [[0.5, 0.4], '0.5, 0.4'],
  [[1.5, -0.5], '1.5, -0.5'],
])('throws BadOption for fractions %j', (fractions, received) => {
  const combine = () => combineScheds(fractions.map((fraction) => ({ fraction, annealing: schedNo(1) })));
  expect(combine).toThrow(MillraceError);
  expect(combine).toThrow(`received ${received}`);
});
