import { expect, test } from 'vitest';
import { discriminativeRates, slice } from '../../../src/nn/schedules/index.ts';

test('a number applies to every group', () => {
  expect(discriminativeRates(0.5, 3)).toEqual([0.5, 0.5, 0.5]);
});

test('a slice with one end gives all groups but the last a tenth', () => {
  expect(discriminativeRates(slice(2), 3)).toEqual([0.2, 0.2, 2]);
  expect(discriminativeRates(slice(0, 2), 3)).toEqual([0.2, 0.2, 2]);
});

test('a slice with two ends is geometric', () => {
  const rates = discriminativeRates(slice(1, 8), 4);
  [1, 2, 4, 8].forEach((rate, group) => expect(rates[group]).toBeCloseTo(rate, 12));
});

test('a single group gets the last rate', () => {
  expect(discriminativeRates(slice(1, 8), 1)).toEqual([8]);
  expect(discriminativeRates(slice(8), 1)).toEqual([8]);
});
