/** A 3×3 matrix, row by row, over homogeneous pixel positions (x, y, 1): from the output to the input. */
export type Projection = readonly [number, number, number, number, number, number, number, number, number];
