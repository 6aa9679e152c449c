import type { BmpHeader } from './bmp-header.ts';

/** The bytes of a row: a multiple of four. */
export const bmpRowBytes = ({ width, bits }: Pick<BmpHeader, 'width' | 'bits'>): number =>
  Math.ceil((width * bits) / 32) * 4;

/** Writes the pixels of one row as RGB. */
export type RowReader = (row: Uint8Array, rgb: Uint8Array) => void;

/**
 * Returns a reader of uncompressed rows. An index beyond the palette is black. The fourth byte of 32-bit pixels, which some
 * programs use for transparency, is dropped, as by Pillow's `convert('RGB')`.
 *
 * @param palette RGB, 256 colours
 */
export function bmpRowReader({ width, bits, masks }: BmpHeader, palette: Uint8Array): RowReader {
  switch (bits) {
    case 1:
    case 2:
    case 4:
    case 8:
      return (row, rgb) => {
        const perByte = 8 / bits;
        const mask = 2 ** bits - 1;
        for (let x = 0; x < width; x++) {
          const byte = row[Math.floor(x / perByte)] as number;
          const index = (byte >> (8 - bits * ((x % perByte) + 1))) & mask;
          copyColour(palette, index, rgb, x);
        }
      };
    case 24:
      return (row, rgb) => {
        for (let at = 0; at < 3 * width; at += 3) {
          rgb[at] = row[at + 2] as number;
          rgb[at + 1] = row[at + 1] as number;
          rgb[at + 2] = row[at] as number;
        }
      };
    case 16:
    case 32:
      return (row, rgb) => {
        const view = new DataView(row.buffer, row.byteOffset, row.length);
        const channels = masks.map(channelOf);
        for (let x = 0; x < width; x++) {
          const pixel = bits === 16 ? view.getUint16(2 * x, true) : view.getUint32(4 * x, true);
          channels.forEach((valueOf, channel) => {
            rgb[3 * x + channel] = valueOf(pixel);
          });
        }
      };
  }
}

/** Writes a colour of the palette to a pixel. */
export function copyColour(palette: Uint8Array, index: number, rgb: Uint8Array, position: number): void {
  for (let channel = 0; channel < 3; channel++)
    rgb[3 * position + channel] = palette[3 * index + channel] as number;
}

/** Returns a function that extracts a channel from a pixel, scaled to 0..255 and rounded down as by Pillow. */
function channelOf(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  // A shift by the number of zeros below the lowest bit of the mask.
  const shift = 31 - Math.clz32(mask & -mask);
  const max = mask >>> shift;
  return (pixel) => Math.floor((((pixel & mask) >>> shift) * 255) / max);
}
