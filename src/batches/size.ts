import type { ImageSize } from '../core/index.ts';

/** One number is a square; two are height and width. */
export type Size = number | readonly [height: number, width: number];

export const sizeOf = (size: Size): ImageSize =>
  typeof size === 'number' ? { height: size, width: size } : { height: size[0], width: size[1] };
