import type { ImageSize } from './item.ts';

/** Images with more pixels than this are rejected, as in Pillow: a crafted file could exhaust memory. */
export const MAX_PIXELS = 178_956_970;

/** Images whose shorter side exceeds this are reduced to it during decoding, which bounds time and memory. */
export const MAX_SHORT_SIDE = 2048;

/** A rectangle in pixels, with the origin at the top left; it may extend beyond the image. */
export interface Box extends ImageSize {
  readonly left: number;
  readonly top: number;
}

/** Whether a box lies entirely inside an image. */
export const isInside = ({ left, top, height, width }: Box, image: ImageSize): boolean =>
  left >= 0 && top >= 0 && left + width <= image.width && top + height <= image.height;

/** The content of a box beyond the image: black, the nearest pixel, or the image mirrored at its outermost pixels. */
export type PadMode = 'zeros' | 'border' | 'reflection';

/** One step of an item transform: cut out a box, padding it if necessary, and resize it. */
export interface ResizeStep {
  readonly box: Box;
  readonly padMode: PadMode;
  readonly resizeTo: ImageSize;
}

/**
 * Returns the steps for an image of the given size, measured after its EXIF orientation is applied. A pure function:
 * random choices are already made.
 *
 * @category Items
 */
export type ResizePlan = (size: ImageSize) => readonly ResizeStep[];
