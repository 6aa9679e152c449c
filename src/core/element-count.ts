/** Returns the number of elements of an array with the given shape: 1 for a scalar. */
export const elementCount = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);
