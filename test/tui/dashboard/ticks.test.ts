import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holds } from '../../support/properties.ts';
import { logTicks, ticks, type Tick } from '../../../tui/plot/ticks.ts';

const labels = (all: readonly Tick[]): string => all.map(({ label }) => label).join(' ');

describe('ticks', () => {
  test.each([
    [0, 10, 6, '0 2 4 6 8 10'],
    [0, 10, 3, '0 5 10'],
    [0.5, 2.6, 5, '0.5 1.0 1.5 2.0 2.5'],
    [0, 0.003, 4, '0.000 0.001 0.002 0.003'],
    [0, 590, 7, '0 100 200 300 400 500'],
    [-1, 1, 3, '-1 0 1'],
    [2, 2, 5, '2'],
    [Number.NaN, 1, 5, ''],
  ])('from %d to %d, at most %d', (min, max, maxCount, expected) => {
    expect(labels(ticks(min, max, maxCount))).toBe(expected);
  });

  test('integers only, if requested', () => {
    expect(labels(ticks(1, 3, 9, true))).toBe('1 2 3');
  });

  test('ticks are sorted, in range, and at most maxCount', () => {
    const range = fc.tuple(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    );
    holds(
      fc.property(range, fc.integer({ min: 1, max: 20 }), ([min, size], maxCount) => {
        const positions = ticks(min, min + size, maxCount).map(({ at }) => at);
        expect(positions.length).toBeLessThanOrEqual(maxCount);
        expect(positions).toEqual(positions.toSorted((a, b) => a - b));
        const slack = size * 1e-6;
        expect(positions.every((at) => at >= min - slack && at <= min + size + slack)).toBe(true);
      }),
    );
  });
});

describe('logTicks', () => {
  test.each([
    [0.1, 10, 9, '0.1 0.2 0.5 1 2 5 10'],
    [0.1, 10, 4, '0.1 1 10'],
    [0.1, 100, 3, '1 100'],
    [1e-6, 1e-4, 4, '1e-6 1e-5 0.0001'],
    [2.1, 2.4, 4, '2.1 2.2 2.3 2.4'],
  ])('from %d to %d, at most %d', (min, max, maxCount, expected) => {
    expect(labels(logTicks(min, max, maxCount))).toBe(expected);
  });
});
