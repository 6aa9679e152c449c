import { at, elementCount, type StateArray } from '../../core/index.ts';
import type { Shape } from '../specs/shapes.ts';

/** Returns a shape with its axes in another order: axis i of the result is axis `order[i]`. */
export const permutedShape = (shape: Shape, order: readonly number[]): Shape =>
  order.map((axis) => at(shape, axis));

/** Returns an array of at most four axes with its axes in another order. */
export function permuted({ shape, data }: StateArray, order: readonly number[]): StateArray {
  const sizes = permutedShape(shape, order);
  const strides = order.map((axis) => elementCount(shape.slice(axis + 1)));
  const [a, b, c, d] = padded(sizes, 1);
  const [strideA, strideB, strideC, strideD] = padded(strides, 0);
  const values = new Float32Array(data.length);
  let position = 0;
  for (let i = 0; i < a; i++)
    for (let j = 0; j < b; j++)
      for (let k = 0; k < c; k++) {
        const start = i * strideA + j * strideB + k * strideC;
        for (let l = 0; l < d; l++) values[position++] = data[start + l * strideD] ?? NaN;
      }
  return { shape: sizes, data: values };
}

/** Returns four numbers: a list of at most four after copies of a value. */
function padded(list: readonly number[], value: number): readonly [number, number, number, number] {
  const missing = 4 - list.length;
  const number = (i: number): number => (i < missing ? value : at(list, i - missing));
  return [number(0), number(1), number(2), number(3)];
}
