import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaShrunkSize } from '../../../src/batches/resampling/area-shrunk-size.ts';
import {
  averaging,
  compose,
  cutting,
  denseWeights,
  interpolating,
} from '../../../src/batches/resampling/axis-map.ts';
import { toCoordinates, toPixels } from '../../../src/batches/resampling/coordinates.ts';
import { resample, type Resampling } from '../../../src/batches/resampling/resample.ts';
import { resizeBox } from '../../../src/batches/resampling/resize-box.ts';
import { identityMatrix, product, type Matrix } from '../../../src/batches/spatial/matrix.ts';
import { rotateMatrix } from '../../../src/batches/spatial/rotate.ts';
import { warpMatrix } from '../../../src/batches/spatial/warp.ts';
import { zoomMatrix } from '../../../src/batches/spatial/zoom.ts';
import { tf, type Tensor4D } from '../../../src/engine/index.ts';
import { expectClose, randomNormal } from '../../support/close.ts';
import { expectNoLeaks } from '../../support/made-batches.ts';
import { imageTensor, valuesOf } from '../../support/made-images.ts';
import { holds } from '../../support/properties.ts';

const look = { mode: 'bilinear', padMode: 'border', alignCorners: true } as const;
const noise = (...shape: number[]): Tensor4D => randomNormal(shape, [3, 4]) as Tensor4D;
const side = fc.integer({ min: 1, max: 24 });
const size = fc.record({ height: side, width: side });

/** An image size and the position of a box in it, as fractions. */
const boxOf = fc.tuple(
  size,
  fc.double({ noNaN: true, min: 0, max: 1 }),
  fc.double({ noNaN: true, min: 0, max: 1 }),
);
const boxIn = ([{ height, width }, y, x]: [{ height: number; width: number }, number, number]) => {
  const [top, left] = [Math.floor(y * (height - 1)), Math.floor(x * (width - 1))];
  return { top, left, height: height - top, width: width - left };
};

test('resizeBox equals resample with the identity', () => {
  holds(
    fc.property(boxOf, size, (place, to) => {
      tf.tidy(() => {
        const [{ height, width }] = place;
        const images = noise(2, height, width, 3);
        const box = boxIn(place);
        const cut = tf.slice(images, [0, box.top, box.left, 0], [2, box.height, box.width, 3]);
        const matrices = [identityMatrix, identityMatrix];
        expectClose(resizeBox(images, box, to), resample(cut, { ...look, matrices, size: to }), 2e-4);
      });
    }),
    60,
  );
});

test.each([
  [9, 12, 1, 1],
  [40, 30, 1, 1],
  [40, 30, 1, 5],
  [40, 30, 5, 1],
  [1, 30, 4, 3],
])('resizeBox equals resample for a full image, %i×%i to %i×%i', (height, width, toHeight, toWidth) => {
  tf.tidy(() => {
    const images = noise(1, height, width, 3);
    const to = { height: toHeight, width: toWidth };
    const resized = resizeBox(images, { left: 0, top: 0, height, width }, to);
    expectClose(resized, resample(images, { ...look, matrices: [identityMatrix], size: to }), 2e-4);
  });
});

test('a window equals the same part of the full output', () => {
  const matrices = fc.constantFrom<Matrix>(
    identityMatrix,
    rotateMatrix(20),
    zoomMatrix(1.5, 0.2, 0.7),
    zoomMatrix(0.5, 0.5, 0.5),
    warpMatrix(0.2, -0.3),
  );
  const padMode = fc.constantFrom<Resampling['padMode']>('zeros', 'border', 'reflection');
  holds(
    fc.property(boxOf, size, matrices, padMode, fc.boolean(), (place, from, matrix, mode, alignCorners) => {
      tf.tidy(() => {
        const [to] = place;
        const window = boxIn(place);
        const resampling = { ...look, padMode: mode, alignCorners, matrices: [matrix], size: to };
        const images = noise(1, from.height, from.width, 2);
        const full = resample(images, resampling);
        const expected = tf.slice(full, [0, window.top, window.left, 0], [1, window.height, window.width, 2]);
        expectClose(resample(images, { ...resampling, window }), expected, 1e-3);
      });
    }),
    60,
  );
});

test('maps each image through its own matrix', () => {
  tf.tidy(() => {
    const images = noise(3, 6, 5, 2);
    const matrices = [rotateMatrix(30), warpMatrix(0.1, 0.2), identityMatrix];
    const rest = { ...look, padMode: 'reflection', size: { height: 4, width: 6 } } as const;
    const one = tf
      .split<Tensor4D>(images, 3)
      .map((image, i) => resample(image, { ...rest, matrices: matrices.slice(i, i + 1) }));
    expectClose(resample(images, { ...rest, matrices }), tf.concat(one));
  });
});

test('averages images that are much too large, so that no pixel is lost', () => {
  const images = imageTensor([1, 32, 32], (y, x) => (y === 13 && x === 13 ? 1 : 0));
  const sum = (output: Tensor4D): number => valuesOf(output).all.reduce((total, value) => total + value, 0);
  expect(
    sum(resizeBox(images, { left: 0, top: 0, height: 32, width: 32 }, { height: 4, width: 4 })),
  ).toBeGreaterThan(0);
  expect(
    sum(resample(images, { ...look, matrices: [identityMatrix], size: { height: 4, width: 4 } })),
  ).toBeGreaterThan(0);
  images.dispose();
});

test('areaShrunkSize is twice the output, unless the images are zoomed in', () => {
  expect(areaShrunkSize({ height: 64, width: 64 }, 8, 2)).toEqual({ height: 16, width: 16 });
  expect(areaShrunkSize({ height: 64, width: 96 }, 8, 2)).toEqual({ height: 16, width: 24 });
  expect(areaShrunkSize({ height: 16, width: 64 }, 8, 2)).toBeNull();
  // Factor 4, but only a quarter of the image is sampled: not a reduction.
  expect(areaShrunkSize({ height: 64, width: 64 }, 8, 0.5)).toBeNull();
  expect(areaShrunkSize({ height: 64, width: 64 }, 8, 0.51)).not.toBeNull();
});

const length = fc.integer({ min: 1, max: 40 });

test('toPixels is the inverse of toCoordinates', () => {
  holds(
    fc.property(
      fc.record({ height: fc.integer({ min: 2, max: 99 }), width: fc.integer({ min: 2, max: 99 }) }),
      fc.boolean(),
      (of, alignCorners) => {
        const both = product(toPixels(of, { alignCorners }), toCoordinates(of, { alignCorners }));
        expect(both).toEqual(identityMatrix.map((value) => expect.closeTo(value, 9) as number));
      },
    ),
  );
  expect(toCoordinates({ height: 1, width: 1 }, { alignCorners: true }).slice(0, 6)).toEqual([
    0, 0, 0, 0, 0, 0,
  ]);
});

test('weights sum to 1, and averaging uses every input pixel', () => {
  holds(
    fc.property(length, length, (from, to) => {
      for (const map of [averaging(from, to), interpolating(from, to)])
        for (const taps of map.taps) {
          expect(taps.reduce((sum, [, weight]) => sum + weight, 0)).toBeCloseTo(1, 9);
          expect(taps.every(([position]) => position >= 0 && position < from)).toBe(true);
        }
      const used = averaging(from, to).taps.flatMap((taps) => taps.map(([position]) => position));
      if (to <= from) expect(new Set(used).size).toBe(from);
    }),
  );
});

test('compose equals applying the maps in order', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  const by = ({ taps }: ReturnType<typeof averaging>, x: readonly number[]): number[] =>
    taps.map((row) => row.reduce((sum, [position, weight]) => sum + weight * x[position]!, 0));
  const maps = [cutting(8, 1, 6), averaging(6, 3), interpolating(3, 5)] as const;
  const [first, ...others] = maps;
  const together = compose(first, ...others);
  const expected = maps.reduce<readonly number[]>((x, map) => by(map, x), values);
  expect(by(together, values)).toEqual(expected.map((value) => expect.closeTo(value, 9) as number));
  // 1 4 | 1 5 | 9 2 are averaged to 2.5, 3, 5.5, then interpolated.
  expect(expected).toEqual([2.5, 2.75, 3, 4.25, 5.5]);
  const dense = denseWeights(together);
  expect(values.reduce((sum, value, i) => sum + value * dense[8 + i]!, 0)).toBeCloseTo(2.75, 5);
});

test('leaks no tensor', () => {
  const images = noise(1, 40, 30, 3);
  expectNoLeaks(() => {
    for (const to of [
      { height: 5, width: 4 },
      { height: 50, width: 1 },
      { height: 20, width: 30 },
    ]) {
      resizeBox(images, { left: 3, top: 2, height: 30, width: 20 }, to).dispose();
      resample(images, { ...look, padMode: 'reflection', matrices: [rotateMatrix(9)], size: to }).dispose();
    }
  });
  images.dispose();
});
