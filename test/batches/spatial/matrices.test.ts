import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dihedralMatrix, dihedralPart } from '../../../src/batches/spatial/dihedral.ts';
import { flipMatrix, flipPart } from '../../../src/batches/spatial/flip.ts';
import { identityMatrix, product, type Matrix } from '../../../src/batches/spatial/matrix.ts';
import { rotateMatrix, rotatePart } from '../../../src/batches/spatial/rotate.ts';
import { spatialMatrix } from '../../../src/batches/spatial/spatial-matrix.ts';
import { warpMatrix, warpPart } from '../../../src/batches/spatial/warp.ts';
import { zoomMatrix, zoomPart } from '../../../src/batches/spatial/zoom.ts';
import { createRng, type ImageSize } from '../../../src/core/index.ts';
import { holds } from '../../support/properties.ts';

type Point = readonly [x: number, y: number];

const through = ([a, b, c, d, e, f, g, h, i]: Matrix, [x, y]: Point): Point => {
  const w = g * x + h * y + i;
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
};

const expectPoint = (actual: Point, [x, y]: Point): void => {
  expect(actual).toEqual([expect.closeTo(x, 6), expect.closeTo(y, 6)]);
};

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const coordinate = between(-1, 1);
const point = fc.tuple(coordinate, coordinate);
const angle = between(-180, 180);
const size = fc.record({ height: fc.integer({ min: 1, max: 500 }), width: fc.integer({ min: 1, max: 500 }) });
const tilt = between(-0.5, 0.5);
const warps = fc.tuple(tilt, tilt).map(([x, y]) => warpMatrix(x, y));
const zooms = fc.tuple(between(0.5, 2), between(0, 1), between(0, 1)).map((args) => zoomMatrix(...args));
const centred = fc.oneof(
  fc.boolean().map(flipMatrix),
  fc.integer({ min: 0, max: 7 }).map(dihedralMatrix),
  angle.map(rotateMatrix),
  between(0.5, 2).map((zoom) => zoomMatrix(zoom, 0.5, 0.5)),
);
const affine = fc.oneof(centred, zooms);

test('two flips cancel out', () => {
  expect(product(flipMatrix(true), flipMatrix(true))).toEqual(identityMatrix);
  expect(flipMatrix(false)).toEqual(identityMatrix);
});

test('the eight symmetries are distinct and form a group', () => {
  const eight = Array.from({ length: 8 }, (_, k) => dihedralMatrix(k));
  const plain = (matrix: Matrix): string => JSON.stringify(matrix.map((value) => value + 0));
  expect(new Set(eight.map(plain)).size).toBe(8);
  for (const matrix of eight) {
    const inverses = eight.filter((other) => plain(product(matrix, other)) === plain(identityMatrix));
    expect(inverses).toHaveLength(1);
  }
  // Closed under composition.
  const products = eight.flatMap((a) => eight.map((b) => plain(product(a, b))));
  expect(new Set(products)).toEqual(new Set(eight.map(plain)));
});

test('opposite rotations cancel out, and angles add', () => {
  holds(
    fc.property(angle, angle, point, (a, b, p) => {
      expectPoint(through(product(rotateMatrix(a), rotateMatrix(-a)), p), p);
      expectPoint(through(product(rotateMatrix(a), rotateMatrix(b)), p), through(rotateMatrix(a + b), p));
    }),
  );
});

test('a zoom keeps its point and scales distances from it', () => {
  holds(
    fc.property(between(0.5, 3), between(0, 1), between(0, 1), point, (zoom, x, y, p) => {
      const centre: Point = [2 * x - 1, 2 * y - 1];
      expectPoint(through(zoomMatrix(zoom, x, y), centre), centre);
      const moved = through(zoomMatrix(zoom, x, y), p);
      expect((moved[0] - centre[0]) * zoom).toBeCloseTo(p[0] - centre[0], 6);
      expect((moved[1] - centre[1]) * zoom).toBeCloseTo(p[1] - centre[1], 6);
    }),
  );
});

test('the product applies the right matrix first', () => {
  holds(
    fc.property(affine, warps, point, (a, b, p) => {
      expectPoint(through(product(b, a), p), through(b, through(a, p)));
      expectPoint(through(product(a, b), p), through(a, through(b, p)));
    }),
  );
});

/** Applies the maps in turn, each fitted to the aspect by itself; the last affine one comes first. */
const inTurn = (affines: readonly Matrix[], warped: readonly Matrix[], s: ImageSize, p: Point): Point => {
  const fitted = (matrix: Matrix): Matrix => spatialMatrix({ affine: [matrix], warps: [] }, s);
  const afterAffine = affines.reduceRight((q, matrix) => through(fitted(matrix), q), p);
  return warped.reduce((q, matrix) => through(matrix, q), afterAffine);
};

const fewWarps = fc.array(warps, { maxLength: 2 });

test('the combined matrix equals the maps in turn', () => {
  holds(
    fc.property(fc.array(affine, { maxLength: 4 }), fewWarps, point, (affines, warped, p) => {
      const square = { height: 9, width: 9 };
      const expected = inTurn(affines, warped, square, p);
      fc.pre(expected.every((value) => Math.abs(value) < 100));
      expectPoint(through(spatialMatrix({ affine: affines, warps: warped }, square), p), expected);
    }),
  );
});

test('this holds on rectangles too, if every map keeps the centre: fastai does not fit shifts', () => {
  holds(
    fc.property(fc.array(centred, { maxLength: 4 }), fewWarps, size, point, (affines, warped, s, p) => {
      const expected = inTurn(affines, warped, s, p);
      fc.pre(expected.every((value) => Math.abs(value) < 100));
      expectPoint(through(spatialMatrix({ affine: affines, warps: warped }, s), p), expected);
    }),
  );
});

test('a rotation of a rectangle keeps distances in pixels', () => {
  holds(
    fc.property(angle, size, point, (degrees, s, p) => {
      const length = ([x, y]: Point): number => Math.hypot(x * s.width, y * s.height);
      const matrix = spatialMatrix({ affine: [rotateMatrix(degrees)], warps: [] }, s);
      expect(length(through(matrix, p))).toBeCloseTo(length(p), 6);
    }),
  );
});

/** Solves n linear equations, given as rows of n coefficients and the right side (Gauss, with pivots). */
function solve(equations: readonly (readonly number[])[]): number[] {
  const rows = equations.map((row) => [...row]);
  const n = rows.length;
  for (let column = 0; column < n; column++) {
    const size = (row: number): number => Math.abs(rows[row]![column]!);
    let pivot = column;
    for (let row = column; row < n; row++) if (size(row) > size(pivot)) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    rows.forEach((row, i) => {
      const factor = i === column ? 0 : row[column]! / rows[column]![column]!;
      for (let k = column; k <= n; k++) row[k]! -= factor * rows[column]![k]!;
    });
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}

test("warpMatrix solves fastai's eight equations", () => {
  const wide = between(-0.69, 0.69);
  holds(
    fc.property(wide, wide, (wx, wy) => {
      const corners: readonly (readonly [to: Point, from: Point])[] = [
        [[-1, -1], [-1 - wy, -1 - wx]],
        [[-1, 1], [-1 + wy, 1 + wx]],
        [[1, -1], [1 + wy, -1 + wx]],
        [[1, 1], [1 - wy, 1 - wx]],
      ]; // prettier-ignore
      const equations = corners.flatMap(([[u, v], [x, y]]) => [
        [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
        [0, 0, 0, x, y, 1, -v * x, -v * y, v],
      ]);
      const matrix = warpMatrix(wx, wy);
      expect(matrix.slice(0, 8)).toEqual(solve(equations).map((value) => expect.closeTo(value, 6) as number));
      expect(matrix[8]).toBe(1);
    }),
  );
});

describe('draws of the parts', () => {
  const matricesOf = (part: { readonly matrix: (draw: () => number) => Matrix }, count = 400): Matrix[] =>
    Array.from({ length: count }, (_, i) => part.matrix(createRng(3).at(i).draws()));
  const fractionChanged = (matrices: readonly Matrix[]): number =>
    matrices.filter((matrix) => matrix.some((value, i) => Math.abs(value - identityMatrix[i]!) > 1e-12))
      .length / matrices.length;

  test('happen with probability p', () => {
    for (const p of [0, 0.25, 1]) {
      expect(fractionChanged(matricesOf(flipPart({ p })))).toBeCloseTo(p, 1);
      expect(fractionChanged(matricesOf(rotatePart({ p })))).toBeCloseTo(p, 1);
      expect(fractionChanged(matricesOf(zoomPart({ p })))).toBeCloseTo(p, 1);
      // One of the eight changes nothing; a warp has a draw per axis.
      expect(fractionChanged(matricesOf(dihedralPart({ p })))).toBeCloseTo((7 / 8) * p, 1);
      expect(fractionChanged(matricesOf(warpPart({ p })))).toBeCloseTo(1 - (1 - p) ** 2, 1);
    }
  });

  test('stay in range and reach both ends', () => {
    const turns = matricesOf(rotatePart({ p: 1, maxDeg: 30 })).map(
      ([cos, sin]) => (Math.atan2(sin, cos) * 180) / Math.PI,
    );
    const zoomed = matricesOf(zoomPart({ p: 1, minZoom: 0.5, maxZoom: 2 })).map(([scale]) => 1 / scale);
    for (const [values, low, high] of [
      [turns, -30, 30],
      [zoomed, 0.5, 2],
    ] as const) {
      const margin = 0.05 * (high - low);
      const [lowest, highest] = [Math.min(...values), Math.max(...values)];
      expect([lowest >= low, lowest < low + margin, highest <= high, highest > high - margin]).toEqual(
        Array(4).fill(true),
      );
    }
  });
});
