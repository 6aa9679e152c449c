import type { Projection } from '../../engine/index.ts';

/**
 * A 3×3 matrix, row by row, over homogeneous coordinates (x, y, 1) in −1..1, x to the right, y down. Maps a point of the
 * output image to the point of the input image to sample.
 */
export type Matrix = Projection;

export const identityMatrix: Matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Returns the matrix that applies b first, then a. */
export function product(a: Matrix, b: Matrix): Matrix {
  const [a0, a1, a2, a3, a4, a5, a6, a7, a8] = a;
  const [b0, b1, b2, b3, b4, b5, b6, b7, b8] = b;
  return [
    a0 * b0 + a1 * b3 + a2 * b6,
    a0 * b1 + a1 * b4 + a2 * b7,
    a0 * b2 + a1 * b5 + a2 * b8,
    a3 * b0 + a4 * b3 + a5 * b6,
    a3 * b1 + a4 * b4 + a5 * b7,
    a3 * b2 + a4 * b5 + a5 * b8,
    a6 * b0 + a7 * b3 + a8 * b6,
    a6 * b1 + a7 * b4 + a8 * b7,
    a6 * b2 + a7 * b5 + a8 * b8,
  ];
}
