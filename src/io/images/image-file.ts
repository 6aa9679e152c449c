import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/**
 * Opens a regular file for reading. A pipe, a socket or a device is refused: reading one may wait for ever. The caller
 * closes the file.
 */
export async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if ((await file.stat()).isFile()) return file;
    throw new Error('not a regular file');
  } catch (cause) {
    await file.close();
    throw cause;
  }
}

/** Number of bytes that {@link isRaster} needs. */
const HEAD = 16;

/** Throws unless an image, a path or its bytes, is a regular file of a raster format that Millrace decodes. */
export async function requireRaster(image: string | Uint8Array): Promise<void> {
  if (!isRaster(typeof image === 'string' ? await headOf(image) : image))
    throw new Error('not a jpg, png, webp, gif, tiff or avif file');
}

async function headOf(path: string): Promise<Uint8Array> {
  await using file = await openRegular(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
  return buffer.subarray(0, bytesRead);
}

/** The first bytes of each format, and the position where they are. */
const SIGNATURES: readonly (readonly [at: number, ...bytes: number[]])[] = [
  // JPEG
  [0, 0xff, 0xd8, 0xff],
  // PNG
  [0, 0x89, 0x50, 0x4e, 0x47],
  // GIF8
  [0, 0x47, 0x49, 0x46, 0x38],
  // TIFF and BigTIFF, in both byte orders
  [0, 0x49, 0x49, 0x2a, 0x00],
  [0, 0x4d, 0x4d, 0x00, 0x2a],
  [0, 0x49, 0x49, 0x2b, 0x00],
  [0, 0x4d, 0x4d, 0x00, 0x2b],
  // WEBP, after RIFF and a length
  [8, 0x57, 0x45, 0x42, 0x50],
  // ftypavif and ftypavis, after a length
  [4, 0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69],
  // ftypmif1, which AVIF files may declare as their major brand
  [4, 0x66, 0x74, 0x79, 0x70, 0x6d, 0x69, 0x66, 0x31],
];

/**
 * Returns whether a file begins as a raster image does. sharp would also render vector formats, whatever the file is
 * called: a few bytes of SVG can take it minutes.
 */
export const isRaster = (head: Uint8Array): boolean =>
  SIGNATURES.some(([at, ...bytes]) => bytes.every((byte, i) => head[at + i] === byte));
