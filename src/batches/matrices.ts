import type { Projection } from '../engine/index.ts';

/** A 3×3 matrix row by row: of points (x, y, 1) in −1..1, from the output picture to the input. */
export type Matrix = Projection;

export const identityMatrix: Matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export function product(a: Matrix, b: Matrix): Matrix {
  const cell = (row: number, column: number): number =>
    [0, 1, 2].reduce((sum, k) => sum + (a[row * 3 + k] ?? 0) * (b[k * 3 + column] ?? 0), 0);
  return [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => cell(row, column))) as unknown as Matrix;
}

/** Left and right change places. */
export const flipMatrix = (flipped: boolean): Matrix => [flipped ? -1 : 1, 0, 0, 0, 1, 0, 0, 0, 1];

/** One of the eight symmetries of the square, 0 … 7; 0 changes nothing (fastai's dihedral_mat). */
export function dihedralMatrix(k: number): Matrix {
  const [a, b, c, d] = SYMMETRIES[k] ?? [1, 0, 0, 1];
  return [a, b, 0, c, d, 0, 0, 0, 1];
}

const SYMMETRIES = [
  [1, 0, 0, 1],
  [-1, 0, 0, 1],
  [1, 0, 0, -1],
  [0, -1, 1, 0],
  [-1, 0, 0, -1],
  [0, 1, -1, 0],
  [0, 1, 1, 0],
  [0, -1, -1, 0],
] as const;

/** A positive angle, in degrees, turns the picture clockwise. */
export function rotateMatrix(degrees: number): Matrix {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [cos, sin, 0, -sin, cos, 0, 0, 0, 1];
}

/** Enlarges by a factor about a centre, x and y in 0..1. */
export function zoomMatrix(zoom: number, x: number, y: number): Matrix {
  const scale = 1 / zoom;
  return [scale, 0, (1 - scale) * (2 * x - 1), 0, scale, (1 - scale) * (2 * y - 1), 0, 0, 1];
}

/** Tilts the picture: the perspective that takes its corners, moved by the magnitudes, to the corners (fastai's Warp). */
export function warpMatrix(x: number, y: number): Matrix {
  if (x === 0 && y === 0) return identityMatrix;
  const from = [
    [-1 - y, -1 - x],
    [-1 + y, 1 + x],
    [1 + y, -1 + x],
    [1 - y, 1 - x],
  ] as const;
  const to = [
    [-1, -1],
    [-1, 1],
    [1, -1],
    [1, 1],
  ] as const;
  const rows = from.flatMap(([u, v], i) => {
    const [p, q] = to[i] ?? [0, 0];
    return [
      [u, v, 1, 0, 0, 0, -p * u, -p * v, p],
      [0, 0, 0, u, v, 1, -q * u, -q * v, q],
    ];
  });
  return [...solve(rows), 1] as unknown as Matrix;
}

/** Linear equations, each with its right side last: Gauss's elimination with the greatest pivot. */
function solve(equations: readonly (readonly number[])[]): number[] {
  const rows = equations.map((row) => [...row]);
  const size = rows.length;
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column; row < size; row++)
      if (Math.abs(at(row, column)) > Math.abs(at(pivot, column))) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot] ?? [], rows[column] ?? []];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = at(row, column) / at(column, column);
      rows[row] = (rows[row] ?? []).map((value, i) => value - factor * at(column, i));
    }
  }
  return rows.map((_, i) => at(i, size) / at(i, i));
}

/** What the product of matrices is on a picture that is no square: turns stay turns (fastai's affine_grid). */
export const onRectangle = ([a, b, c, d, e, f]: Matrix, height: number, width: number): Matrix => [
  a,
  (b * height) / width,
  c,
  (d * width) / height,
  e,
  f,
  0,
  0,
  1,
];
