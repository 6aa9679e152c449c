import { at } from '../core/index.ts';

/** Returns the dimensions of images or kernels. Throws BrokenInvariant unless there are four. */
export const shape4 = (shape: readonly number[]): readonly [number, number, number, number] => [
  at(shape, 0),
  at(shape, 1),
  at(shape, 2),
  at(shape, 3),
];
