import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PredictedImage } from '../../src/core/index.ts';
import { singleLabel, type Predictions } from '../../src/nn/index.ts';
import { predictedImages, topLossesOf } from '../../src/steps/index.ts';
import { withTopLosses } from '../../src/steps/top-losses.ts';
import { numberedFile } from '../support/made-batches.ts';
import { classTargets } from '../support/targets.ts';
import { holds } from '../support/properties.ts';

/** Images of class 0 with the given losses, numbered from `first` and all predicted as class 1. */
const evaluated = (losses: readonly number[], first = 0) =>
  [
    losses.map((_, i): PredictedImage => ({
      path: numberedFile(first + i).path,
      actual: [{ index: 0, probability: 0.25 }],
      predicted: [{ index: 1, probability: 0.75 }],
    })),
    losses,
  ] as const;
const lossesOf = (top: readonly { readonly loss: number }[]): readonly number[] =>
  top.map(({ loss }) => loss);
const pathsOf = (top: readonly { readonly path: string }[]): readonly string[] => top.map(({ path }) => path);

describe('withTopLosses', () => {
  test('contains classes, loss and probabilities of an image', () => {
    expect(withTopLosses([], ...evaluated([1.5], 7))).toEqual([
      {
        path: '/images/7.jpg',
        actual: [{ index: 0, probability: 0.25 }],
        predicted: [{ index: 1, probability: 0.75 }],
        loss: 1.5,
      },
    ]);
  });

  test('keeps at most nine, highest first', () => {
    const first = withTopLosses([], ...evaluated([1, 2, 3, 4, 5, 6]));
    expect(lossesOf(first)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(lossesOf(withTopLosses(first, ...evaluated([0, 3.5, 9, 1.5])))).toEqual([
      9, 6, 5, 4, 3.5, 3, 2, 1.5, 1,
    ]);
  });

  test('of equal losses, the earlier image comes first and stays', () => {
    const top = withTopLosses(
      withTopLosses([], ...evaluated(Array<number>(8).fill(2))),
      ...evaluated([2, 2, 3], 8),
    );
    expect(pathsOf(top)).toEqual([10, 0, 1, 2, 3, 4, 5, 6, 7].map((i) => numberedFile(i).path));
  });

  test('leaves out losses that are not finite', () => {
    expect(lossesOf(withTopLosses([], ...evaluated([NaN, 1, Infinity, -Infinity])))).toEqual([1]);
    expect(withTopLosses([], ...evaluated([NaN, NaN]))).toEqual([]);
  });

  test('returns the same list if no loss is high enough', () => {
    const top = withTopLosses([], ...evaluated([9, 8, 7, 6, 5, 4, 3, 2, 1]));
    expect(withTopLosses(top, ...evaluated([0.5, 1, 0.25]))).toBe(top);
  });

  test('does not depend on the division into batches', () => {
    const batches = fc.array(fc.array(fc.nat(20), { maxLength: 20 }), { maxLength: 6 });
    holds(
      fc.property(batches, (divided) => {
        const all = divided.flat();
        let first = 0;
        const top = divided.reduce<ReturnType<typeof withTopLosses>>((before, losses) => {
          const after = withTopLosses(before, ...evaluated(losses, first));
          first += losses.length;
          return after;
        }, []);
        expect(top).toEqual(withTopLosses([], ...evaluated(all)));
        expect(lossesOf(top)).toEqual([...all].sort((a, b) => b - a).slice(0, 9));
      }),
    );
  });
});

describe('topLossesOf', () => {
  const rows: Predictions = { shape: [3, 2], data: Float32Array.of(0.5, 0.5, 0.25, 0.75, 1, 0) };
  const found = (...classes: readonly number[]) => {
    const files = classes.map((_, i) => numberedFile(i));
    const each = { shape: [files.length, 2] as const, data: rows.data.subarray(0, 2 * files.length) };
    const [task, targets] = [singleLabel(), classTargets(...classes)];
    return topLossesOf(
      each,
      predictedImages({ task, files, targets, comparable: each, probabilities: each }),
      task,
    );
  };

  test('the loss is −log of the probability of the actual class', () => {
    expect(found(1, 0)).toEqual([
      {
        path: '/images/1.jpg',
        actual: [{ index: 0, probability: 0.25 }],
        predicted: [{ index: 1, probability: 0.75 }],
        loss: expect.closeTo(2 * Math.LN2, 6) as number,
      },
      {
        path: '/images/0.jpg',
        actual: [{ index: 1, probability: 0.5 }],
        predicted: [{ index: 0, probability: 0.5 }],
        loss: expect.closeTo(Math.LN2, 6) as number,
      },
    ]);
  });

  test('a probability of 0 gives a large but finite loss', () => {
    const [worst] = found(0, 1, 1);
    expect(worst).toMatchObject({ path: '/images/2.jpg', actual: [{ index: 1, probability: 0 }] });
    expect(worst?.loss).toBeCloseTo(126 * Math.LN2, 6);
  });

  test('without images there are no losses', () => {
    expect(found()).toEqual([]);
  });
});
