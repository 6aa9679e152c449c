import type { ImageFile } from './image-file.ts';

/** Height and width in pixels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** sRGB pixels, 8 bits a channel, rows from the top, R G B interleaved: height × width × 3 bytes. */
export interface Pixels extends ImageSize {
  readonly data: Uint8Array;
}

/** A decoded picture after the item transforms. */
export interface Item {
  readonly file: ImageFile;
  readonly pixels: Pixels;
  /** The upright size that the picture had before the transforms; absent where it was not looked at. */
  readonly source?: ImageSize;
}

/** A picture that could not be used, and why. */
export interface ItemError {
  readonly _tag: 'ItemError';
  readonly file: ImageFile;
  /** For people: `not a picture: Input file contains unsupported image format`. */
  readonly reason: string;
}
