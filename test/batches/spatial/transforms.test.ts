import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dihedral, flip, rotate, warp, zoom, type BatchTransform } from '../../../src/batches/index.ts';
import { resample, type Resampling } from '../../../src/batches/resampling/resample.ts';
import { dihedralMatrix } from '../../../src/batches/spatial/dihedral.ts';
import { identityMatrix, type Matrix } from '../../../src/batches/spatial/matrix.ts';
import { rotateMatrix } from '../../../src/batches/spatial/rotate.ts';
import { zoomMatrix } from '../../../src/batches/spatial/zoom.ts';
import {
  applyTransform,
  contextOf,
  imageTensor,
  ramp,
  valuesOf,
  type Values,
} from '../../support/made-images.ts';
import { holds } from '../../support/properties.ts';

const all = { flip, dihedral, rotate, zoom, warp };
const names = Object.keys(all) as (keyof typeof all)[];

/** Ramps resample through one matrix. */
const seen = (
  matrix: Matrix,
  [height, width]: readonly [number, number],
  rest: Partial<Resampling> = {},
): Values => {
  const images = imageTensor([1, height, width], ramp);
  const look = { mode: 'bilinear', padMode: 'reflection', alignCorners: true, ...rest } as const;
  const output = resample(images, { matrices: [matrix], size: { height, width }, ...look });
  images.dispose();
  return valuesOf(output);
};

const rampValues = (height: number, width: number, from: (y: number, x: number) => number[]): number[] =>
  Array.from({ length: height * width }, (_, i) => {
    const [y, x] = from(Math.floor(i / width), i % width);
    return ramp(y!, x!);
  });

const expectValues = ({ all: values }: Values, expected: readonly number[], digits = 3): void => {
  expect(values).toEqual(expected.map((value) => expect.closeTo(value, digits) as number));
};

describe('neutral cases change nothing', () => {
  const neutral: [string, BatchTransform][] = [
    ...names.map((name): [string, BatchTransform] => [`${name} with p 0`, all[name]({ p: 0 })]),
    ['a rotation by 0 degrees', rotate({ p: 1, maxDeg: 0 })],
    ['a zoom by 1', zoom({ p: 1, minZoom: 1, maxZoom: 1 })],
    ['a warp of magnitude 0', warp({ p: 1, magnitude: 0 })],
  ];
  test.each(neutral)('%s', (_, transform) => {
    for (const [height, width] of [
      [4, 4],
      [3, 5],
      [1, 1],
      [1, 4],
    ] as const) {
      const output = applyTransform(transform, imageTensor([1, height, width], ramp), contextOf());
      expectValues(
        output,
        rampValues(height, width, (y, x) => [y, x]),
      );
    }
  });

  test.each(names)('%s in validation, exactly', (name) => {
    const images = imageTensor([1, 3, 5], ramp);
    const values = [...images.dataSync()];
    expect(applyTransform(all[name]({ p: 1 }), images, contextOf({ split: 'valid' })).all).toEqual(values);
  });
});

test.each(names)('%s with a size only resizes in validation', (name) => {
  const transform = all[name]({ p: 1, size: [3, 2] });
  const output = applyTransform(
    transform,
    imageTensor([2, 5, 3], ramp),
    contextOf({ split: 'valid', files: [0, 1] }),
  );
  expect(output.shape).toEqual([2, 3, 2, 1]);
  expectValues(output, [0, 2, 200, 202, 400, 402, 0, 2, 200, 202, 400, 402]);
});

test.each([
  [1, 1],
  [3, 5],
  [2, 4],
])('a flip of %i×%i swaps left and right exactly, and a second one undoes it', (height, width) => {
  const once = applyTransform(flip({ p: 1 }), imageTensor([1, height, width], ramp), contextOf());
  expect(once.all).toEqual(rampValues(height, width, (y, x) => [y, width - 1 - x]));
  const back = applyTransform(
    flip({ p: 1 }),
    imageTensor([1, height, width], (y, x) => once.at(0, y, x)),
    contextOf(),
  );
  expect(back.all).toEqual(rampValues(height, width, (y, x) => [y, x]));
});

test('two flips give the original image, for any shape', () => {
  holds(
    fc.property(
      fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })),
      // Left and right, up and down, both.
      fc.constantFrom(1, 2, 4),
      ([height, width], k) => {
        const matrix = dihedralMatrix(k);
        const look = { mode: 'bilinear', padMode: 'reflection', alignCorners: true } as const;
        const images = imageTensor([1, height, width], ramp);
        const once = resample(images, { matrices: [matrix], size: { height, width }, ...look });
        const twice = resample(once, { matrices: [matrix], size: { height, width }, ...look });
        const values = [...images.dataSync()];
        images.dispose();
        once.dispose();
        expectValues(valuesOf(twice), values);
      },
    ),
    40,
  );
});

test('the eight symmetries of 3×3 pixels are numbered as in fastai', () => {
  const last = 2;
  const symmetries: ((y: number, x: number) => number[])[] = [
    (y, x) => [y, x],
    (y, x) => [y, last - x],
    (y, x) => [last - y, x],
    (y, x) => [x, last - y],
    (y, x) => [last - y, last - x],
    (y, x) => [last - x, y],
    (y, x) => [x, y],
    (y, x) => [last - x, last - y],
  ];
  symmetries.forEach((from, k) => {
    expect(seen(dihedralMatrix(k), [3, 3]).all, `k = ${k}`).toEqual(rampValues(3, 3, from));
  });
});

test('a rotation by 90 degrees is clockwise', () => {
  expectValues(
    seen(rotateMatrix(90), [4, 4]),
    rampValues(4, 4, (y, x) => [3 - x, y]),
  );
});

test('a zoom by 2 shows the central half, or the half at its point', () => {
  // About the point (0, 1), bottom left: column i of the output is at i / 2, row j at 2 + j / 2.
  expectValues(
    seen(zoomMatrix(2, 0.5, 0.5), [5, 5]),
    rampValues(5, 5, (y, x) => [1 + y / 2, 1 + x / 2]),
  );
  expectValues(
    seen(zoomMatrix(2, 0, 1), [5, 5]),
    rampValues(5, 5, (y, x) => [2 + y / 2, x / 2]),
  );
});

test('padMode fills the area beyond a shrunk image', () => {
  // A row of 1, 2, 3, sampled at columns −2 … 4.
  const row = (padMode: Resampling['padMode']): number[] => {
    const images = imageTensor([1, 1, 3], (_, x) => x + 1);
    const matrix: Matrix = [3, 0, 0, 0, 1, 0, 0, 0, 1];
    const size = { height: 1, width: 7 };
    const look = { mode: 'bilinear', alignCorners: true, padMode } as const;
    const output = resample(images, { matrices: [matrix], size, ...look });
    images.dispose();
    return valuesOf(output).all.map((value) => Math.round(value));
  };
  expect(row('zeros')).toEqual([0, 0, 1, 2, 3, 0, 0]);
  expect(row('border')).toEqual([1, 1, 1, 2, 3, 3, 3]);
  expect(row('reflection')).toEqual([3, 2, 1, 2, 3, 2, 1]);
});

test('without alignCorners, halving the width averages pairs of pixels', () => {
  const images = imageTensor([1, 1, 4], (_, x) => x);
  const look = { mode: 'bilinear', alignCorners: false, padMode: 'border' } as const;
  const output = resample(images, { matrices: [identityMatrix], size: { height: 1, width: 2 }, ...look });
  images.dispose();
  expect(valuesOf(output).all).toEqual([0.5, 2.5]);
});

test('nearest does not interpolate', () => {
  const { all: values } = seen(rotateMatrix(7), [5, 5], { mode: 'nearest' });
  expect(values.filter((value) => !(value % 100 < 5 && Math.floor(value / 100) < 5))).toEqual([]);
});

test.each(names)('%s draws per image, or with batch once for all', (name) => {
  const files = Array.from({ length: 12 }, (_, i) => i);
  const kinds = (batch: boolean): number => {
    const transform = all[name]({ p: 0.5, batch });
    const output = applyTransform(transform, imageTensor([12, 4, 4], ramp), contextOf({ files }));
    return new Set(files.map((n) => JSON.stringify(output.all.slice(16 * n, 16 * n + 16)))).size;
  };
  expect(kinds(false)).toBeGreaterThan(1);
  expect(kinds(true)).toBe(1);
});
