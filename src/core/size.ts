import type { ImageSize } from './item.ts';
import { requireOption } from './require-option.ts';

/** One number is a square; two are height and width. Whole pixels. */
export type Size = number | readonly [height: number, width: number];

/** Height and width. Errors with BadOption unless both are whole numbers from 1. */
export function sizeOf(size: Size): ImageSize {
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  const right = [height, width].every((side) => Number.isSafeInteger(side) && side > 0);
  requireOption(right, 'size', 'whole numbers of pixels from 1: one, or [height, width]', size);
  return { height, width };
}
