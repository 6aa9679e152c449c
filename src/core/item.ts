import type { Image } from './image-file.ts';

/** Height and width in pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/**
 * sRGB pixels, 8 bits per channel: rows from the top, R G B interleaved, height × width × 3 bytes.
 *
 * @category Items
 */
export interface Pixels extends ImageSize {
  readonly data: Uint8Array;
}

/**
 * A decoded image after the item transforms.
 *
 * @category Items
 */
export interface Item {
  readonly file: Image;
  readonly pixels: Pixels;
  /** The upright size of the image before the transforms; absent if the pixels come from a store. */
  readonly source?: ImageSize;
  /** Why part of the pixels may be wrong; absent if the decoder reported nothing. */
  readonly damage?: string;
}

/** An image that could not be used, and the reason. */
export interface ItemError {
  readonly _tag: 'ItemError';
  readonly file: Image;
  /** A message for the user: `not an image: Input file contains unsupported image format`. */
  readonly reason: string;
}
