import type { Pixels } from '../../../core/index.ts';
import { BadImage } from '../bad-image.ts';
import type { ReadBytes } from '../image-file.ts';
import type { BmpHeader } from './bmp-header.ts';
import { bmpRowBytes, bmpRowReader, copyColour } from './bmp-rows.ts';
import { readBmpRuns } from './bmp-runs.ts';

/** Bytes that are read at once. */
const CHUNK = 2 ** 22;

/**
 * Decodes a BMP image of Windows or OS/2 as Pillow does: 1, 2, 4, 8, 16, 24 or 32 bits per pixel, also run-length encoded.
 * The caller limits the number of pixels.
 *
 * Throws BadImage if it is truncated.
 */
export async function decodeBmp(header: BmpHeader, read: ReadBytes): Promise<Pixels> {
  const { width, height, kind } = header;
  const palette = await paletteOf(header, read);
  const data =
    kind === 'rle8' || kind === 'rle4'
      ? await decodeRuns(header, palette, read)
      : await decodeRows(header, palette, read);
  return { height, width, data };
}

/** Returns the memory for the pixels, and the part of it for a row of the file. */
function blank({ width, height, isTopDown }: BmpHeader) {
  const rgb = new Uint8Array(3 * width * height);
  const rowOf = (y: number): Uint8Array => {
    const row = isTopDown ? y : height - 1 - y;
    return rgb.subarray(3 * width * row, 3 * width * (row + 1));
  };
  return { rgb, rowOf };
}

async function decodeRows(header: BmpHeader, palette: Uint8Array, read: ReadBytes): Promise<Uint8Array> {
  const { width, height, bits, dataAt } = header;
  const rowBytes = bmpRowBytes(header);
  // Some programs leave out the padding of the last row.
  const end = dataAt + (height - 1) * rowBytes + Math.ceil((width * bits) / 8);
  // Before memory for the pixels is allocated.
  if ((await read(end - 1, 1)).length === 0) throw new BadImage('a truncated BMP image');
  const { rgb, rowOf } = blank(header);
  const readRow = bmpRowReader(header, palette);
  const rowsAtOnce = Math.max(1, Math.floor(CHUNK / rowBytes));
  for (let y = 0; y < height; y += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, height - y);
    const data = await read(dataAt + y * rowBytes, rows * rowBytes);
    for (let i = 0; i < rows; i++) readRow(data.subarray(i * rowBytes, (i + 1) * rowBytes), rowOf(y + i));
  }
  return rgb;
}

async function decodeRuns(header: BmpHeader, palette: Uint8Array, read: ReadBytes): Promise<Uint8Array> {
  const { width, height, dataAt } = header;
  // An upper bound for what an encoder writes: two bytes per pixel, four per row.
  const data = await read(dataAt, 2 * width * height + 4 * height + CHUNK);
  // Throws before memory for the pixels is allocated.
  readBmpRuns(data, header, () => undefined);
  const { rgb, rowOf } = blank(header);
  // Pixels that the file skips have the first colour.
  if (palette[0] !== 0 || palette[1] !== 0 || palette[2] !== 0)
    for (let i = 0; i < width * height; i++) copyColour(palette, 0, rgb, i);
  const rows = { y: -1, pixels: rgb };
  readBmpRuns(data, header, (x, y, index) => {
    if (y !== rows.y) Object.assign(rows, { y, pixels: rowOf(y) });
    copyColour(palette, index, rows.pixels, x);
  });
  return rgb;
}

/** Returns 256 colours as RGB, black where the file has none. */
async function paletteOf(
  { palette: { at, count, entryBytes } }: BmpHeader,
  read: ReadBytes,
): Promise<Uint8Array> {
  const palette = new Uint8Array(3 * 256);
  const stored = count === 0 ? new Uint8Array() : await read(at, count * entryBytes);
  for (let i = 0; i < Math.floor(stored.length / entryBytes); i++)
    for (let channel = 0; channel < 3; channel++)
      palette[3 * i + channel] = stored[entryBytes * i + 2 - channel] as number;
  return palette;
}
