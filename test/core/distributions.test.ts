import { expect, test } from 'vitest';
import {
  bernoulli,
  beta,
  createRng,
  integer,
  normal,
  permutation,
  uniform,
  type Draw,
} from '../../src/core/index.ts';

const COUNT = 20_000;

const sample = <A>(of: (draw: Draw) => A, seed = 42): A[] => {
  const draw = createRng(seed).draws();
  return Array.from({ length: COUNT }, () => of(draw));
};

/** Returns a draw of the given numbers, in order; it throws after the last one. */
function drawOf(...numbers: readonly number[]): Draw {
  let next = 0;
  return () => {
    const number = numbers[next++];
    if (number === undefined) throw new Error('one draw too many');
    return number;
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Compares the mean and variance of a sample with those of its distribution. */
function expectMoments(values: readonly number[], expected: number, variance: number): void {
  const sampleMean = mean(values);
  const sampleVariance = mean(values.map((x) => (x - sampleMean) ** 2));
  const fourthMoment = mean(values.map((x) => (x - sampleMean) ** 4));
  // Four standard errors each.
  expect(Math.abs(sampleMean - expected)).toBeLessThanOrEqual(4 * Math.sqrt(variance / values.length));
  expect(Math.abs(sampleVariance - variance)).toBeLessThanOrEqual(
    4 * Math.sqrt((fourthMoment - sampleVariance ** 2) / values.length),
  );
}

test('uniform scales one draw to the interval', () => {
  expect(uniform(drawOf(0), -3, 5)).toBe(-3);
  expect(uniform(drawOf(0.25), -3, 5)).toBe(-1);
  expect(uniform(drawOf(0.9), 2, 2)).toBe(2);
  // (high − low)² / 12
  expectMoments(
    sample((draw) => uniform(draw, -3, 5)),
    1,
    64 / 12,
  );
});

test('integer returns each integer equally often', () => {
  expect([0, 0.249, 0.25, 0.75, 0.999].map((number) => integer(drawOf(number), 4))).toEqual([0, 0, 1, 3, 3]);
  expect(integer(drawOf(0.999), 1)).toBe(0);
  // (n² − 1) / 12
  expectMoments(
    sample((draw) => integer(draw, 6)),
    2.5,
    35 / 12,
  );
});

test('bernoulli is never true for 0, always true for 1, and otherwise true with probability p', () => {
  expect(bernoulli(drawOf(0), 0)).toBe(false);
  expect(bernoulli(drawOf(1 - 2 ** -53), 1)).toBe(true);
  expectMoments(
    sample((draw) => Number(bernoulli(draw, 0.3))),
    0.3,
    0.21,
  );
});

test('normal takes two draws: a radius and an angle', () => {
  // 1 − e^−2 is the probability of a radius below 2.
  expect(normal(drawOf(1 - Math.exp(-2), 0))).toBeCloseTo(2, 12);
  expect(normal(drawOf(1 - Math.exp(-2), 0.5))).toBeCloseTo(-2, 12);
  expect(normal(drawOf(0, 0.3))).toBeCloseTo(0, 12);
});

test('normal has mean 0, variance 1 and a bell shape', () => {
  const values = sample(normal);
  expectMoments(values, 0, 1);
  const within = (sigmas: number): number => mean(values.map((x) => Number(Math.abs(x) < sigmas)));
  expect(within(1)).toBeCloseTo(0.6827, 1);
  expect(within(2)).toBeCloseTo(0.9545, 1);
});

test('permutation contains every index once', () => {
  const order = permutation(createRng(1).draws(), 100);
  expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect(order).not.toEqual(order.toSorted((a, b) => a - b));
});

test('permutation of zero or one element takes no draw', () => {
  expect(permutation(drawOf(), 0)).toEqual([]);
  expect(permutation(drawOf(), 1)).toEqual([0]);
});

test('permutation swaps from the end', () => {
  // 0 1 2 3: swap 3 and 0 → 3 1 2 0; 2 and 2; 1 and 0 → 1 3 2 0.
  expect(permutation(drawOf(0, 0.9, 0.4), 4)).toEqual([1, 3, 2, 0]);
});

test('all orders of permutation are equally likely', () => {
  const counts = new Map<string, number>();
  for (const order of sample((draw) => permutation(draw, 3).join(''))) {
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  const expected = COUNT / 6;
  const statistic = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  // The 99.9 % quantile of chi squared with 5 degrees of freedom.
  expect(statistic).toBeLessThan(20.515);
});

test.each([
  [1, 1],
  [0.4, 0.4],
  [2, 5],
  [0.2, 3],
])('beta(%f, %f) has the right mean and variance, between 0 and 1', (a, b) => {
  const values = sample((draw) => beta(draw, a, b));
  expect(values.every((x) => x >= 0 && x <= 1)).toBe(true);
  expectMoments(values, a / (a + b), (a * b) / ((a + b) ** 2 * (a + b + 1)));
});

test('beta with tiny parameters returns almost only 0 and 1, and has the right mean', () => {
  const values = sample((draw) => beta(draw, 1e-4, 3e-4));
  expect(values.every((x) => x >= 0 && x <= 1)).toBe(true);
  // The probability between the two points is about 2 ln(1000) · ab / (a + b), a thousandth.
  expect(mean(values.map((x) => Number(x > 1e-3 && x < 1 - 1e-3)))).toBeLessThan(0.01);
  expect(mean(values)).toBeCloseTo(0.25, 1);
});
