import { describe, expect, test } from 'vitest';
import { isFlat, slopeOf, trendOf, type Limit, type Point } from './trend.ts';

/** Sixty points, one per minute. */
const series = (value: (minute: number) => number): readonly Point[] =>
  Array.from({ length: 60 }, (_, minute) => [minute / 60, value(minute)] as const);
const flat = (value: (minute: number) => number, limit: Limit | null): boolean =>
  isFlat(trendOf(series(value)), limit);
const memory: Limit = { amount: 32, fraction: 0.03 };
/** A heap that grows by 150 in seven minutes, until it is collected. */
const sawtooth = (minute: number): number => 500 + 25 * (minute % 7);

describe('trend', () => {
  test('of a line: the lows of the first and the last ten of forty minutes, and the slope per hour', () => {
    // Of minutes 20 to 29, 30 to 39 and 50 to 59, the second lowest.
    const trend = trendOf(series((minute) => 100 + 2 * minute));
    expect(trend).toMatchObject({ start: 142, end: 202, lateGrowth: 40, range: 78 });
    expect(trend.slope).toBeCloseTo(120, 9);
  });

  test('the slope is that of the least-squares line', () => {
    // By hand: means 1 and 2; (−1·−1 + 0·−1 + 1·2) ÷ (1 + 0 + 1).
    expect(slopeOf([[0, 1], [1, 1], [2, 4]])).toBe(1.5); // prettier-ignore
  });

  test('too few points are an error', () => {
    expect(() => trendOf(series(() => 1).slice(0, 10))).toThrow(
      'expected at least 8 points after the warm-up, received 7',
    );
  });
});

describe('flat is', () => {
  test.each<[title: string, value: (minute: number) => number, limit: Limit | null]>([
    ['a constant', () => 5, null],
    ['a warm-up within the first third', (minute) => (minute < 20 ? minute : 20), null],
    ['growth within the amount', (minute) => 100 + minute, memory],
    ['growth within the fraction of the start', (minute) => 2000 + 1.5 * minute, memory],
    ['garbage that is collected', sawtooth, memory],
    ['growth that has levelled off', (minute) => 500 + 100 * Math.min(1, minute / 30), memory],
    ['one file that is open for a moment', (minute) => (minute === 50 ? 60 : 25), { amount: 2 }],
    ['a decline', (minute) => 500 - minute, memory],
  ])('%s', (_, value, limit) => {
    expect(flat(value, limit)).toBe(true);
  });
});

describe('not flat is', () => {
  test.each<[title: string, value: (minute: number) => number, limit: Limit | null]>([
    ['a tensor at the end', (minute) => (minute === 59 ? 105 : 104), null],
    ['a tensor per minute', (minute) => 104 + minute, null],
    ['a leak', (minute) => 500 + 2 * minute, memory],
    ['a leak below garbage that is collected', (minute) => sawtooth(minute) + 2 * minute, memory],
    ['a leak that begins late', (minute) => 500 + 4 * Math.max(0, minute - 30), memory],
    ['an open file per ten minutes', (minute) => 25 + Math.floor(minute / 10), { amount: 2 }],
    ['one more thread after the warm-up', (minute) => (minute < 45 ? 12 : 13), { amount: 0 }],
  ])('%s', (_, value, limit) => {
    expect(flat(value, limit)).toBe(false);
  });
});
