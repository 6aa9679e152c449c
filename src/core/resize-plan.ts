import type { ImageSize } from './item.ts';

/** Pixels of the shorter side above which a picture is reduced while it is decoded: it bounds time and memory. */
export const MAX_SHORT_SIDE = 2048;

/** A rectangle in pixels, origin top left; it may stick out of the picture. */
export interface Box extends ImageSize {
  readonly left: number;
  readonly top: number;
}

/** Whether all of a box lies within a picture. */
export const isInside = ({ left, top, height, width }: Box, picture: ImageSize): boolean =>
  left >= 0 && top >= 0 && left + width <= picture.width && top + height <= picture.height;

/** What is seen where a box sticks out: black, the nearest pixel, or the picture mirrored at its outermost pixels. */
export type PadMode = 'zeros' | 'border' | 'reflection';

/** One step of an item transform: a box is cut out (padded where it sticks out) and resized. */
export interface ResizeStep {
  readonly box: Box;
  readonly padMode: PadMode;
  readonly resizeTo: ImageSize;
}

/** The steps for a picture of the given size, after its EXIF orientation is applied. A pure function: drawn choices are
 * already inside. */
export type ResizePlan = (size: ImageSize) => readonly ResizeStep[];
