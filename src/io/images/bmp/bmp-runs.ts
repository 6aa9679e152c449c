import { BadImage } from '../bad-image.ts';
import type { BmpHeader } from './bmp-header.ts';

/** Receives a pixel: its column, its row in the file, and the index of its colour in the palette. */
export type PutPixel = (x: number, y: number, index: number) => void;

/**
 * Decodes run-length encoded pixels in the order of the file. A run that is longer than its row is cut.
 *
 * Throws BadImage if the data end before the last row without an end marker.
 */
export function readBmpRuns(data: Uint8Array, { width, height, kind }: BmpHeader, putPixel: PutPixel): void {
  const isNibbles = kind === 'rle4';
  let [at, x, y] = [0, 0, 0];
  const next = (): number => {
    const byte = data[at++];
    if (byte === undefined) throw new BadImage('a truncated BMP image');
    return byte;
  };
  const put = (index: number): void => {
    if (x < width) putPixel(x, y, index);
    x++;
  };
  while (y < height) {
    const [count, value] = [next(), next()];
    if (count > 0) {
      for (let i = 0; i < count; i++) put(isNibbles ? nibble(value, i) : value);
    } else if (value === 0) {
      [x, y] = [0, y + 1];
    } else if (value === 1) {
      break;
    } else if (value === 2) {
      x += next();
      y += next();
    } else {
      // Single pixels, padded to an even number of bytes.
      const bytes = isNibbles ? Math.ceil(value / 2) : value;
      for (let i = 0, byte = 0; i < value; i++) {
        if (!isNibbles || i % 2 === 0) byte = next();
        put(isNibbles ? nibble(byte, i) : byte);
      }
      at += bytes % 2;
    }
    // Some programs omit the end marker after the last row.
    if (y === height - 1 && x >= width && at >= data.length) break;
  }
}

const nibble = (byte: number, position: number): number => (position % 2 === 0 ? byte >> 4 : byte & 15);
