import { describe, expect, test } from 'vitest';
import { calibrating, calibration, type Confidence } from '../../src/core/index.ts';

const right = (probability: number): Confidence => ({ probability, isRight: true });
const wrong = (probability: number): Confidence => ({ probability, isRight: false });

/** Returns the bins with predictions, by their position. */
const filled = (...confidences: readonly Confidence[]) =>
  calibration(confidences).bins.flatMap((bin, i) => (bin.count === 0 ? [] : [[i, bin]]));

describe('calibration', () => {
  test('is the mean distance of confidence and accuracy in bins, weighted by their counts', () => {
    // Bin 7, (7/15, 8/15]: confidence 0.5, accuracy 1/4. Bin 14: confidence 0.95, accuracy 1.
    const { error, bins } = calibration([right(0.5), wrong(0.5), wrong(0.48), wrong(0.52), right(0.95)]);
    expect(error).toBeCloseTo((4 * 0.25 + 1 * 0.05) / 5, 12);
    expect(bins).toHaveLength(15);
    expect(bins[7]).toEqual({ count: 4, confidence: 0.5, accuracy: 0.25 });
    expect(bins[14]).toEqual({ count: 1, confidence: 0.95, accuracy: 1 });
  });

  test('errors in opposite directions add up between bins, and cancel out within one', () => {
    expect(calibration([wrong(0.25), right(0.75)]).error).toBeCloseTo(0.25, 12);
    expect(calibration([wrong(0.5), right(0.5)]).error).toBe(0);
  });

  test('a bin includes its upper edge; the first one also 0', () => {
    expect(filled(right(1))).toEqual([[14, { count: 1, confidence: 1, accuracy: 1 }]]);
    expect(filled(wrong(0))).toEqual([[0, { count: 1, confidence: 0, accuracy: 0 }]]);
    expect(filled(right(0.2)).map(([i]) => i)).toEqual([2]);
    expect(filled(right(0.2 + 1e-9)).map(([i]) => i)).toEqual([3]);
    // Rounding may exceed 1.
    expect(filled(right(1 + 1e-7)).map(([i]) => i)).toEqual([14]);
  });

  test('without predictions, there is no error, and every bin is empty', () => {
    const { error, bins } = calibration([]);
    expect(error).toBeNull();
    expect(new Set(bins.map((bin) => JSON.stringify(bin)))).toEqual(
      new Set(['{"count":0,"confidence":null,"accuracy":null}']),
    );
  });

  test('a probability that is not finite has no bin', () => {
    expect(calibration([right(NaN), wrong(Infinity), right(1)])).toEqual(calibration([right(1)]));
  });

  test('does not depend on how the predictions arrive', () => {
    const all = Array.from({ length: 50 }, (_, i): Confidence => ({
      probability: ((7 * i) % 50) / 50,
      isRight: i % 3 === 0,
    }));
    const parts = calibrating.add(all.slice(0, 1)).add([]).add(all.slice(1, 33)).add(all.slice(33));
    expect(parts.result()).toEqual(calibration(all));
    // The start stays empty.
    expect(calibrating.result().error).toBeNull();
  });
});
