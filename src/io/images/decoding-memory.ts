import { MAX_PIXELS, formatBytes, type ImageSize } from '../../core/index.ts';
import { BadImage } from './bad-image.ts';
import type { RasterFormat } from './raster-format.ts';

/** Bytes that the large images which are decoded at the same time may need together. */
export const MAX_MEMORY = 2e9;

/**
 * The most bytes per pixel, as measured with sharp 0.35 on images of up to 13,000 × 13,000, progressive, rotated, and with
 * transparency, which takes a copy. Samples of more than 8 bits take twice as much.
 */
const BYTES_PER_PIXEL: Readonly<Record<RasterFormat, number>> = {
  jpg: 8,
  png: 8,
  gif: 9,
  tiff: 8,
  webp: 19,
  avif: 21,
};

/** The properties of an image on which the memory of decoding it depends. */
export interface ImageHeader extends ImageSize {
  readonly format: RasterFormat;
  /** Whether its samples have more than 8 bits. */
  readonly isDeep: boolean;
}

/**
 * Returns the bytes that decoding an image takes at most. Throws BadImage for one of more than 178,956,970 pixels, or that
 * takes more than 2 GB.
 */
export function decodingMemory({ format, height, width, isDeep }: ImageHeader): number {
  const pixels = height * width;
  if (pixels > MAX_PIXELS)
    throw new BadImage(`${width} × ${height} pixels; at most ${MAX_PIXELS.toLocaleString('en')} pixels`);
  const bytes = pixels * BYTES_PER_PIXEL[format] * (isDeep ? 2 : 1);
  if (bytes > MAX_MEMORY)
    throw new BadImage(
      `${width} × ${height} pixels, which take ${formatBytes(bytes)} to decode; at most ${formatBytes(MAX_MEMORY)}`,
    );
  return bytes;
}
