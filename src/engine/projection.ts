/** A 3×3 matrix, row by row, that maps homogeneous pixel positions (x, y, 1) of the output to the input. */
export type Projection = readonly [number, number, number, number, number, number, number, number, number];
