import { BadImage } from '../bad-image.ts';
import type { BmpHeader } from './bmp-header.ts';

/** Receives a pixel: its column, its row in the file, and the position of its colour in the palette. */
export type PutPixel = (x: number, y: number, index: number) => void;

/**
 * Reads run-length encoded pixels, the first row of the file first. A run ends with its row.
 *
 * Throws BadImage if the data end before the last row does, without the mark for the end.
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
    // Some programs leave out the mark for the end after the last row.
    if (y === height - 1 && x >= width && at >= data.length) break;
  }
}

const nibble = (byte: number, position: number): number => (position % 2 === 0 ? byte >> 4 : byte & 15);
