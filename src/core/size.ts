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
  const isValid = [height, width].every((side) => Number.isSafeInteger(side) && side > 0);
  requireOption(isValid, 'size', 'a positive integer, or two as [height, width]', size);
  return { height, width };
}
