import type { ImageSize } from '../core/index.ts';

/** Pixels: the side of a square, or height and width. */
export type Size = number | readonly [height: number, width: number];

/** The size as height and width. */
export const sizeOf = (size: Size): ImageSize =>
  typeof size === 'number' ? { height: size, width: size } : { height: size[0], width: size[1] };
