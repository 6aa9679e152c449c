import { at } from '../../src/core/index.ts';

/** A value, and the hours after the start at which it was measured. */
export type Point = readonly [hours: number, value: number];

/** How a quantity changes after its warm-up. */
export interface Trend {
  /** The low of the first quarter. */
  readonly start: number;
  /** The low of the last quarter. */
  readonly end: number;
  /** The slope of the least-squares line through the lows of the four quarters, per hour. */
  readonly slope: number;
  /** From the second quarter to the last. */
  readonly lateGrowth: number;
  /** The difference between the highest value and the lowest. */
  readonly range: number;
}

/** The part of the points that is not judged: caches fill, and heaps grow to their working size. */
const WARM_UP = 1 / 3;
const MIN_POINTS = 8;

/**
 * Returns how a quantity changes after the first third of its points, by its lows: garbage that is not collected yet, or a
 * file that is being saved, does not count.
 *
 * Throws RangeError for fewer than 11 points.
 */
export function trendOf(points: readonly Point[]): Trend {
  const judged = points.slice(Math.floor(points.length * WARM_UP));
  if (judged.length < MIN_POINTS)
    throw new RangeError(
      `expected at least ${MIN_POINTS} points after the warm-up, received ${judged.length}`,
    );
  const edge = (i: number): number => Math.floor((i * judged.length) / 4);
  const lows = [0, 1, 2, 3].map((i) => lowOf(judged.slice(edge(i), edge(i + 1))));
  const values = judged.map(([, value]) => value);
  const [start, second, , end] = lows.map(([, value]) => value) as [number, number, number, number];
  return {
    start,
    end,
    slope: slopeOf(lows),
    lateGrowth: end - second,
    range: Math.max(...values) - Math.min(...values),
  };
}

/** Returns the mean time and the tenth percentile. */
function lowOf(points: readonly Point[]): Point {
  const values = points.map(([, value]) => value).sort((a, b) => a - b);
  const hours = points.reduce((sum, [time]) => sum + time, 0) / points.length;
  return [hours, at(values, Math.floor(values.length / 10))];
}

/** Returns the slope of the least-squares line; NaN for points at one time. */
export function slopeOf(points: readonly Point[]): number {
  const mean = (i: 0 | 1): number => points.reduce((sum, point) => sum + at(point, i), 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [hours, value]) => sum + (hours - x) * (value - y), 0);
  const variance = points.reduce((sum, [hours]) => sum + (hours - x) ** 2, 0);
  return covariance / variance;
}

/** The growth that is allowed: an amount, or that amount or this fraction of the start, whichever is more. */
export interface Limit {
  readonly amount: number;
  readonly fraction?: number;
}

/**
 * Returns whether a quantity stays within its limit. Growth beyond the limit is allowed if it has levelled off: a line grows
 * by two thirds of its growth between the second quarter and the last, and this allows half of that.
 *
 * @param limit null if the quantity must not change at all
 */
export function isFlat({ start, end, lateGrowth, range }: Trend, limit: Limit | null): boolean {
  if (limit === null) return range === 0;
  const allowed = Math.max(limit.amount, (limit.fraction ?? 0) * start);
  return end - start <= allowed || lateGrowth <= allowed / 3;
}
