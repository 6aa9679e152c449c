import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Predictions } from '../../src/nn/index.ts';
import { topLossesOf } from '../../src/steps/index.ts';
import { withTopLosses, type EvaluatedImages } from '../../src/steps/top-losses.ts';
import { numberedFile } from '../support/made-batches.ts';
import { holds } from '../support/properties.ts';

/** Images of class 0 with the given losses, numbered from `first` and all predicted as class 1. */
const evaluated = (losses: readonly number[], first = 0): EvaluatedImages => ({
  files: losses.map((_, i) => numberedFile(first + i)),
  actual: new Int32Array(losses.length),
  losses,
  probabilitiesOf: () => ({ shape: [1, 2], data: Float32Array.of(0.25, 0.75) }),
});
const lossesOf = (top: readonly { readonly loss: number }[]): readonly number[] =>
  top.map(({ loss }) => loss);
const pathsOf = (top: readonly { readonly path: string }[]): readonly string[] => top.map(({ path }) => path);

describe('withTopLosses', () => {
  test('contains classes, loss and probabilities of an image', () => {
    expect(withTopLosses([], evaluated([1.5], 7))).toEqual([
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

  test('keeps at most nine, highest first', () => {
    const first = withTopLosses([], evaluated([1, 2, 3, 4, 5, 6]));
    expect(lossesOf(first)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(lossesOf(withTopLosses(first, evaluated([0, 3.5, 9, 1.5])))).toEqual([
      9, 6, 5, 4, 3.5, 3, 2, 1.5, 1,
    ]);
  });

  test('of equal losses, the earlier image comes first and stays', () => {
    const top = withTopLosses(
      withTopLosses([], evaluated(Array<number>(8).fill(2))),
      evaluated([2, 2, 3], 8),
    );
    expect(pathsOf(top)).toEqual([10, 0, 1, 2, 3, 4, 5, 6, 7].map((i) => numberedFile(i).path));
  });

  test('leaves out losses that are not finite', () => {
    expect(lossesOf(withTopLosses([], evaluated([NaN, 1, Infinity, -Infinity])))).toEqual([1]);
    expect(withTopLosses([], evaluated([NaN, NaN]))).toEqual([]);
  });

  test('requests probabilities only for images with a top loss', () => {
    const requested: number[] = [];
    const recording = (losses: readonly number[]): EvaluatedImages => {
      const all = evaluated(losses);
      return {
        ...all,
        probabilitiesOf: (image) => {
          requested.push(image);
          return all.probabilitiesOf(image);
        },
      };
    };
    const top = withTopLosses([], evaluated([9, 8, 7, 6, 5, 4, 3, 2, 1]));
    expect(withTopLosses(top, recording([0.5, 1, 0.25]))).toBe(top);
    withTopLosses(top, recording([0.5, 1.25]));
    expect(requested).toEqual([1]);
  });

  test('does not depend on the division into batches', () => {
    const batches = fc.array(fc.array(fc.nat(20), { maxLength: 20 }), { maxLength: 6 });
    holds(
      fc.property(batches, (divided) => {
        const all = divided.flat();
        let first = 0;
        const top = divided.reduce<ReturnType<typeof withTopLosses>>((before, losses) => {
          const after = withTopLosses(before, evaluated(losses, first));
          first += losses.length;
          return after;
        }, []);
        expect(top).toEqual(withTopLosses([], evaluated(all)));
        expect(lossesOf(top)).toEqual([...all].sort((a, b) => b - a).slice(0, 9));
      }),
    );
  });
});

describe('topLossesOf', () => {
  const rows: Predictions = { shape: [3, 2], data: Float32Array.of(0.5, 0.5, 0.25, 0.75, 1, 0) };
  const files = [0, 1, 2].map((i) => numberedFile(i));

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

  test('a probability of 0 gives a large but finite loss', () => {
    const [worst] = topLossesOf(rows, { files, targets: Int32Array.of(0, 1, 1) });
    expect(worst).toMatchObject({ path: '/images/2.jpg', actualProbability: 0, predictedProbability: 1 });
    expect(worst?.loss).toBeCloseTo(126 * Math.LN2, 6);
  });

  test('without images there are no losses', () => {
    const none: Predictions = { shape: [0, 2], data: new Float32Array() };
    expect(topLossesOf(none, { files: [], targets: new Int32Array() })).toEqual([]);
  });
});
