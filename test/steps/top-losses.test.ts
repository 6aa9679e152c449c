import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Predictions } from '../../src/nn/index.ts';
import { topLossesOf } from '../../src/steps/index.ts';
import { withTopLosses, type Judged } from '../../src/steps/top-losses.ts';
import { numbered } from '../support/made-batches.ts';
import { holds } from '../support/properties.ts';

/** Images of class 0 with the given losses, numbered from a first; they are all taken for class 1. */
const judged = (losses: readonly number[], first = 0): Judged => ({
  files: losses.map((_, i) => numbered(first + i)),
  actual: new Int32Array(losses.length),
  losses,
  probabilitiesOf: () => ({ shape: [1, 2], data: Float32Array.of(0.25, 0.75) }),
});
const lossesOf = (kept: readonly { readonly loss: number }[]): readonly number[] =>
  kept.map(({ loss }) => loss);
const pathsOf = (kept: readonly { readonly path: string }[]): readonly string[] =>
  kept.map(({ path }) => path);

describe('withTopLosses', () => {
  test('an image with its classes, loss and probabilities', () => {
    expect(withTopLosses([], judged([1.5], 7))).toEqual([
      {
        path: '/images/7.jpg',
        actual: 0,
        predicted: 1,
        loss: 1.5,
        actualProbability: 0.25,
        predictedProbability: 0.75,
      },
    ]);
  });

  test('nine at most, greatest first', () => {
    const first = withTopLosses([], judged([1, 2, 3, 4, 5, 6]));
    expect(lossesOf(first)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(lossesOf(withTopLosses(first, judged([0, 3.5, 9, 1.5])))).toEqual([9, 6, 5, 4, 3.5, 3, 2, 1.5, 1]);
  });

  test('of equal losses the earlier image stays before, and stays in', () => {
    const kept = withTopLosses(withTopLosses([], judged(Array<number>(8).fill(2))), judged([2, 2, 3], 8));
    expect(pathsOf(kept)).toEqual([10, 0, 1, 2, 3, 4, 5, 6, 7].map((i) => numbered(i).path));
  });

  test('what is no number is left out', () => {
    expect(lossesOf(withTopLosses([], judged([NaN, 1, Infinity, -Infinity])))).toEqual([1]);
    expect(withTopLosses([], judged([NaN, NaN]))).toEqual([]);
  });

  test('probabilities are asked for only where an image is among the worst', () => {
    const asked: number[] = [];
    const asking = (losses: readonly number[]): Judged => {
      const all = judged(losses);
      return {
        ...all,
        probabilitiesOf: (image) => {
          asked.push(image);
          return all.probabilitiesOf(image);
        },
      };
    };
    const kept = withTopLosses([], judged([9, 8, 7, 6, 5, 4, 3, 2, 1]));
    expect(withTopLosses(kept, asking([0.5, 1, 0.25]))).toBe(kept);
    withTopLosses(kept, asking([0.5, 1.25]));
    expect(asked).toEqual([1]);
  });

  test('how images are divided into batches does not matter', () => {
    const batches = fc.array(fc.array(fc.nat(20), { maxLength: 20 }), { maxLength: 6 });
    holds(
      fc.property(batches, (divided) => {
        const all = divided.flat();
        let first = 0;
        const kept = divided.reduce<ReturnType<typeof withTopLosses>>((before, losses) => {
          const after = withTopLosses(before, judged(losses, first));
          first += losses.length;
          return after;
        }, []);
        expect(kept).toEqual(withTopLosses([], judged(all)));
        expect(lossesOf(kept)).toEqual([...all].sort((a, b) => b - a).slice(0, 9));
      }),
    );
  });
});

describe('topLossesOf', () => {
  const rows: Predictions = { shape: [3, 2], data: Float32Array.of(0.5, 0.5, 0.25, 0.75, 1, 0) };
  const files = [0, 1, 2].map((i) => numbered(i));

  test('the loss is −log of the probability of the actual class', () => {
    const found = topLossesOf(rows, { files: files.slice(0, 2), targets: Int32Array.of(1, 0) });
    expect(found).toMatchObject([
      {
        path: '/images/1.jpg',
        actual: 0,
        predicted: 1,
        actualProbability: 0.25,
        predictedProbability: 0.75,
      },
      { path: '/images/0.jpg', actual: 1, predicted: 0, actualProbability: 0.5, predictedProbability: 0.5 },
    ]);
    expect(lossesOf(found)).toEqual([
      expect.closeTo(2 * Math.LN2, 6) as number,
      expect.closeTo(Math.LN2, 6) as number,
    ]);
  });

  test('a probability of 0 is a great loss, not one without end', () => {
    const [worst] = topLossesOf(rows, { files, targets: Int32Array.of(0, 1, 1) });
    expect(worst).toMatchObject({ path: '/images/2.jpg', actualProbability: 0, predictedProbability: 1 });
    expect(worst?.loss).toBeCloseTo(126 * Math.LN2, 6);
  });

  test('no images, no losses', () => {
    const none: Predictions = { shape: [0, 2], data: new Float32Array() };
    expect(topLossesOf(none, { files: [], targets: new Int32Array() })).toEqual([]);
  });
});
