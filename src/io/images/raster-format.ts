import { isBmp } from './bmp/bmp-header.ts';

/** A raster format that Millrace decodes. */
export type RasterFormat = 'jpg' | 'png' | 'gif' | 'tiff' | 'webp' | 'avif' | 'bmp';

/** The first bytes of each format, and the position where they are. */
const SIGNATURES: readonly (readonly [format: RasterFormat, at: number, ...bytes: number[]])[] = [
  ['jpg', 0, 0xff, 0xd8, 0xff],
  ['png', 0, 0x89, 0x50, 0x4e, 0x47],
  // GIF8
  ['gif', 0, 0x47, 0x49, 0x46, 0x38],
  // TIFF and BigTIFF, in both byte orders
  ['tiff', 0, 0x49, 0x49, 0x2a, 0x00],
  ['tiff', 0, 0x4d, 0x4d, 0x00, 0x2a],
  ['tiff', 0, 0x49, 0x49, 0x2b, 0x00],
  ['tiff', 0, 0x4d, 0x4d, 0x00, 0x2b],
  // WEBP, after RIFF and a length
  ['webp', 8, 0x57, 0x45, 0x42, 0x50],
  // ftypavif and ftypavis, after a length
  ['avif', 4, 0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69],
  // ftypmif1, which AVIF files may declare as their major brand
  ['avif', 4, 0x66, 0x74, 0x79, 0x70, 0x6d, 0x69, 0x66, 0x31],
];

/**
 * Returns the format of a file by its signature, whatever its name; null for another format. sharp would also render vector
 * formats: a few bytes of SVG can take it minutes.
 */
export function formatOf(head: Uint8Array): RasterFormat | null {
  const found = SIGNATURES.find(([, at, ...bytes]) => bytes.every((byte, i) => head[at + i] === byte))?.[0];
  if (found === undefined) return isBmp(head) ? 'bmp' : null;
  return found === 'avif' && isHeic(head) ? null : found;
}

/** Whether a file with the signature of AVIF lists HEIC among its compatible brands. */
const isHeic = (head: Uint8Array): boolean =>
  /heic|heix/.test(Buffer.from(head.subarray(16, 64)).toString('latin1'));
