import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MillraceError, type CombineOptions } from '../../../src/core/index.ts';
import { combinePredictions, meanPredictions, type Predictions } from '../../../src/nn/index.ts';
import { holds } from '../../support/properties.ts';

const predictionsOf = (...rows: readonly (readonly number[])[]): Predictions => ({
  shape: [rows.length, rows[0]?.length ?? 3],
  data: Float32Array.from(rows.flat()),
});
const close = ({ shape, data }: Predictions) => ({
  shape,
  data: [...data].map((value) => expect.closeTo(value, 6) as number),
});
const plain = ({ shape, data }: Predictions) => ({ shape, data: [...data] });

const augmented = [
  predictionsOf([0.5, 0.25, 0.25], [0, 0.5, 0.5]),
  predictionsOf([0.25, 0.75, 0], [0.5, 0.5, 0]),
  predictionsOf([0.75, 0.125, 0.125], [0.25, 0, 0.75]),
];
const mean = predictionsOf([0.5, 0.375, 0.125], [0.25, 1 / 3, 1.25 / 3]);
const centre = predictionsOf([0.1, 0.2, 0.7], [1, 0, 0]);

describe('combinePredictions', () => {
  test.each<[string, CombineOptions, Predictions]>([
    [
      'by default the centre has weight 1/4',
      {},
      predictionsOf([0.4, 0.33125, 0.26875], [0.4375, 0.25, 0.3125]),
    ],
    ['half and half', { beta: 0.5 }, predictionsOf([0.3, 0.2875, 0.4125], [0.625, 1 / 6, 1.25 / 6])],
    ['beta 0: the mean alone', { beta: 0 }, mean],
    ['beta 1: the centre alone', { beta: 1 }, centre],
    ['useMax: the maximum of all four', { useMax: true }, predictionsOf([0.75, 0.75, 0.7], [1, 0.5, 0.75])],
    ['useMax ignores beta', { useMax: true, beta: 1 }, predictionsOf([0.75, 0.75, 0.7], [1, 0.5, 0.75])], // prettier-ignore
  ])('%s', (_, options, expected) => {
    expect(plain(combinePredictions(augmented, centre, options))).toEqual(close(expected));
  });

  test('one augmented pass is its own mean', () => {
    expect(plain(meanPredictions([centre]))).toEqual(plain(centre));
    expect(plain(combinePredictions([mean], centre, { beta: 0 }))).toEqual(plain(mean));
  });

  test('equal passes are not changed, and weighted means of probabilities are probabilities', () => {
    const row = fc
      .array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 })
      .map((values) => values.map((value) => value / values.reduce((sum, each) => sum + each, 0)));
    holds(
      fc.property(
        fc.array(row, { minLength: 2, maxLength: 6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (rows, beta) => {
          const [own, ...others] = rows.map((each) => predictionsOf(each));
          const combined = combinePredictions(others, own!, { beta });
          expect(combined.data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
          expect(plain(combinePredictions([own!, own!], own!, { beta }))).toEqual(close(own!));
          const maximum = combinePredictions(others, own!, { useMax: true });
          maximum.data.forEach((value, i) => {
            expect(value).toBeGreaterThanOrEqual(combined.data[i]! - 1e-6);
          });
        },
      ),
    );
  });

  test('does not change its inputs', () => {
    const before = [...augmented, centre].map(plain);
    combinePredictions(augmented, centre);
    combinePredictions(augmented, centre, { beta: 1 }).data.fill(7);
    expect([...augmented, centre].map(plain)).toEqual(before);
  });

  test('no images give no predictions', () => {
    expect(plain(combinePredictions([predictionsOf()], predictionsOf()))).toEqual({
      shape: [0, 3],
      data: [],
    });
  });
});

test.each<[string, () => unknown, string]>([
  ['mean of no passes', () => meanPredictions([]), 'none'],
  ['no augmented pass', () => combinePredictions([], centre), 'none'],
  ['fewer images', () => combinePredictions([mean, predictionsOf([1, 0, 0])], centre), '[1,3]'],
  ['fewer classes', () => combinePredictions([mean], predictionsOf([1, 0], [0, 1])), '[2,2]'],
  ['fewer images with useMax', () => combinePredictions([mean], predictionsOf([1, 0, 0]), { useMax: true }), '[1,3]'], // prettier-ignore
])('%s: throws BrokenInvariant', (_, combine, received) => {
  expect(combine).toThrow(MillraceError);
  expect(combine).toThrow(`received ${received}`);
});
