import { expect, test } from 'vitest';
import { createRng, type Draw } from '../../src/core/index.ts';

const take = (draw: Draw, count: number): number[] => Array.from({ length: count }, () => draw());

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Returns Pearson's statistic of values in [0, 1) over ten equal bins: 9 degrees of freedom. */
function chiSquared(values: readonly number[]): number {
  const counts = Array.from({ length: 10 }, () => 0);
  for (const value of values) counts[Math.floor(10 * value)]! += 1;
  const expected = values.length / 10;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** The 99.9 % quantile of chi squared with 9 degrees of freedom. */
const UNLIKELY = 27.877;

test('the same seed and keys give the same numbers, in any order of calls', () => {
  const rng = createRng(42);
  const node = rng.at('crop', 3, 17);
  const first = take(node.draws(), 5);
  take(rng.at('flip').draws(), 100);
  expect(take(node.draws(), 5)).toEqual(first);
  expect(take(createRng(42).at('crop', 3, 17).draws(), 5)).toEqual(first);
});

test('keys can be passed together or one by one', () => {
  const rng = createRng(1);
  expect(take(rng.at('a').at(2).at(3).draws(), 3)).toEqual(take(rng.at('a', 2, 3).draws(), 3));
});

test('at() without keys is the node itself', () => {
  const rng = createRng(1);
  expect(take(rng.at().draws(), 3)).toEqual(take(rng.draws(), 3));
});

test('the key -0 equals the key 0', () => {
  expect(take(createRng(1).at(-0).draws(), 3)).toEqual(take(createRng(1).at(0).draws(), 3));
});

test('sequences of one node are independent of each other', () => {
  const node = createRng(5).at('mixup', 0);
  const alone = take(node.draws(), 4);
  const [one, other] = [node.draws(), node.draws()];
  const both = [one(), other(), one(), other(), one(), other(), one(), other()];
  expect(both.filter((_, i) => i % 2 === 0)).toEqual(alone);
  expect(both.filter((_, i) => i % 2 === 1)).toEqual(alone);
});

test('different seeds, keys, orders and types of keys give different numbers', () => {
  const rng = createRng(0);
  const nodes = [
    rng,
    createRng(1),
    createRng(-1),
    createRng(0.5),
    createRng(2 ** 32),
    createRng(2 ** 53 - 1),
    rng.at(0),
    rng.at('0'),
    rng.at(''),
    rng.at('', ''),
    rng.at(0, 0),
    rng.at(1, 2),
    rng.at(2, 1),
    rng.at('ab', 'c'),
    rng.at('a', 'bc'),
    rng.at('abc'),
    rng.at(12),
    rng.at(2 ** 32),
  ];
  expect(new Set(nodes.map((node) => node.draws()())).size).toBe(nodes.length);
});

test('numbers are in [0, 1) and uniform', () => {
  const values = take(createRng(7).draws(), 20_000);
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  expect(chiSquared(values)).toBeLessThan(UNLIKELY);
  // The standard deviation of a uniform number is √(1/12).
  expect(Math.abs(mean(values) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / values.length));
});

test.each([0, 1, 2])('draw %i of neighbouring nodes is uniform and independent', (position) => {
  const rng = createRng(42).at('crop', 0);
  const values = Array.from({ length: 20_000 }, (_, index) => take(rng.at(index).draws(), 3)[position]!);
  expect(chiSquared(values)).toBeLessThan(UNLIKELY);
  const products = values.slice(1).map((value, i) => 12 * (value - 0.5) * (values[i]! - 0.5));
  // The correlation of n independent pairs has a standard deviation of about 1/√n.
  expect(Math.abs(mean(products))).toBeLessThan(4 / Math.sqrt(products.length));
});

test('numbers have 53 bits', () => {
  const values = take(createRng(3).draws(), 1000);
  expect(values.every((value) => Number.isInteger(value * 2 ** 53))).toBe(true);
  expect(values.some((value) => (value * 2 ** 53) % 2 === 1)).toBe(true);
});
