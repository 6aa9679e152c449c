import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holds } from '../../support/properties.ts';
import { bucketsOf, CAPACITY, noCurve, withPoint, type Curve } from '../../../src/reports/folds/curve.ts';

const curveOf = (losses: readonly number[]): Curve =>
  losses.reduce(
    (curve, loss, at) => withPoint(curve, { at, loss, smoothLoss: -at, learningRate: at / 10 }),
    noCurve,
  );
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

describe('withPoint', () => {
  test('keeps one bucket per step below capacity', () => {
    expect(bucketsOf(curveOf([5, 4]))).toEqual([
      { steps: 1, at: 0, low: 5, high: 5, smoothLoss: -0, learningRate: 0 },
      { steps: 1, at: 1, low: 4, high: 4, smoothLoss: -1, learningRate: 0.1 },
    ]);
  });

  test('at capacity, merges pairs of buckets: lowest, highest, and the last smoothed loss', () => {
    const curve = curveOf(upTo(CAPACITY + 1));
    expect(curve.width).toBe(2);
    expect([curve.full.length, curve.count]).toEqual([CAPACITY / 2, CAPACITY / 2]);
    expect(curve.full[1]).toEqual({ steps: 2, at: 3, low: 2, high: 3, smoothLoss: -3, learningRate: 0.3 });
    expect(curve.open).toMatchObject({ steps: 1, at: CAPACITY });
  });

  test('an earlier curve stays as it was and can be continued twice', () => {
    const before = curveOf([3, 2]);
    const point = { at: 2, smoothLoss: 0, learningRate: 0 };
    const lows = [1, 9].map((loss) => bucketsOf(withPoint(before, { ...point, loss })).map(({ low }) => low));
    expect(lows).toEqual([[3, 2, 1], [3, 2, 9]]); // prettier-ignore
    expect(bucketsOf(before).map(({ low }) => low)).toEqual([3, 2]);
    expect(bucketsOf(noCurve)).toEqual([]);
  });

  test('ignores NaN and infinite losses', () => {
    const losses = upTo(CAPACITY).map((i) => (i === 2 ? Number.NaN : i));
    expect(curveOf(losses).full[1]).toMatchObject({ low: 3, high: 3 });
    expect(curveOf(losses.with(3, Number.POSITIVE_INFINITY).with(2, 7)).full[1]).toMatchObject({
      low: 7,
      high: 7,
    });
  });

  test('keeps all steps and the range of losses in a bounded number of buckets', () => {
    holds(
      fc.property(fc.integer({ min: 1, max: 8000 }), (count) => {
        const buckets = bucketsOf(curveOf(upTo(count)));
        expect(buckets.reduce((sum, { steps }) => sum + steps, 0)).toBe(count);
        expect(buckets.length).toBeLessThanOrEqual(CAPACITY);
        expect(Math.min(...buckets.map(({ low }) => low))).toBe(0);
        expect(Math.max(...buckets.map(({ high }) => high))).toBe(count - 1);
      }),
      20,
    );
  });
});
