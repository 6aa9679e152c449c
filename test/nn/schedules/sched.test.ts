import { expect, test } from 'vitest';
import { schedCos, schedExp, schedLin, schedNo, schedPoly } from '../../../src/nn/schedules/index.ts';

test.each([
  // cos(π/4) = 1/√2: three quarters of the way it is 4 + 2/√2.
  ['schedLin', schedLin(2, 6), 5, 6],
  ['schedCos', schedCos(2, 6), 4 + Math.SQRT2, 6],
  ['schedExp', schedExp(2, 32), 16, 32],
  ['schedPoly', schedPoly(2, 6, 2), 4.25, 6],
])('%s starts at `start`, ends at `end`, and is correct at 3/4', (_, annealing, value, end) => {
  expect(annealing(0)).toBeCloseTo(2, 12);
  expect(annealing(0.75)).toBeCloseTo(value, 12);
  expect(annealing(1)).toBeCloseTo(end, 12);
});

test('schedNo is constant', () => {
  expect([0, 0.3, 1].map(schedNo(0.7))).toEqual([0.7, 0.7, 0.7]);
});
