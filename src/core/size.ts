import type { ImageSize } from './item.ts';
import { requireOption } from './require-option.ts';

/**
 * A size in pixels: one number for a square, or height and width.
 *
 * @category Items
 */
export type Size = number | readonly [height: number, width: number];

/**
 * Returns height and width. Throws BadOption unless both are positive integers.
 *
 * @category Items
 */
export function sizeOf(size: Size): ImageSize {
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  const right = [height, width].every((side) => Number.isSafeInteger(side) && side > 0);
  requireOption(right, 'size', 'whole numbers of pixels from 1: one, or [height, width]', size);
  return { height, width };
}
