import { MAX_PIXELS, formatBytes, type ImageSize } from '../../core/index.ts';
import { BadImage } from './bad-image.ts';
import type { RasterFormat } from './raster-format.ts';

/** Bytes that the large images which are decoded at the same time may need together. */
export const MAX_MEMORY = 2e9;

/**
 * The most bytes per pixel, as measured with sharp 0.35 on images of up to 13,000 × 13,000, progressive, rotated, and with
 * transparency, which takes a copy. A BMP image is decoded here before sharp receives its pixels.
 */
const BYTES_PER_PIXEL: Readonly<Record<RasterFormat, number>> = {
  jpg: 8,
  png: 8,
  gif: 9,
  tiff: 8,
  webp: 19,
  avif: 21,
  bmp: 10,
};

/** How much more the samples of a format take if they have more than 8 bits; those of 32 bits are scaled here. */
const BY_SAMPLE_BITS = { 8: 1, 16: 2, 32: 5 } as const;

/** The properties of an image on which the memory of decoding it depends. */
export interface ImageHeader extends ImageSize {
  readonly format: RasterFormat;
  readonly sampleBits: keyof typeof BY_SAMPLE_BITS;
}

/**
 * Returns the bytes that decoding an image takes at most. Throws BadImage for one of more than 178,956,970 pixels, or that
 * takes more than 2 GB.
 */
export function decodingMemory({ format, height, width, sampleBits }: ImageHeader): number {
  const pixels = height * width;
  if (pixels > MAX_PIXELS)
    throw new BadImage(`${width} × ${height} pixels; at most ${MAX_PIXELS.toLocaleString('en')} pixels`);
  const bytes = pixels * BYTES_PER_PIXEL[format] * BY_SAMPLE_BITS[sampleBits];
  if (bytes > MAX_MEMORY)
    throw new BadImage(
      `${width} × ${height} pixels, which take ${formatBytes(bytes)} to decode; at most ${formatBytes(MAX_MEMORY)}`,
    );
  return bytes;
}
