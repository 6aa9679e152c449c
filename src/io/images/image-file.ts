import { constants } from 'node:fs';
import { lstat, open, stat, type FileHandle } from 'node:fs/promises';
import { formatBytes, type ImageSize } from '../../core/index.ts';
import { errorCode, messageOf } from '../support/message-of.ts';
import { BadImage } from './bad-image.ts';
import { BMP_HEAD, bmpHeader, type BmpHeader } from './bmp/bmp-header.ts';
import { FOREIGN_HEAD, foreignContent } from './foreign-content.ts';
import { formatOf, type RasterFormat } from './raster-format.ts';
import { tiffTags, type TiffTags } from './tiff/tiff-tags.ts';
import { WEBP_HEAD, webpSize } from './webp-size.ts';

/** Bytes of the largest file that is decoded: the largest image, uncompressed, with room to spare. */
const MAX_BYTES = 1e9;

/** An open file. */
export interface OpenFile {
  /** The caller closes it. */
  readonly file: FileHandle;
  readonly bytes: number;
}

/**
 * Opens a regular file for reading. A pipe, a socket or a device is refused: reading one may wait for ever. Throws
 * BadImage, which says what is at the path.
 */
export async function openRegular(path: string): Promise<OpenFile> {
  const file = await openAny(path);
  try {
    const found = await file.stat();
    const kind = kindOf(found);
    if (kind !== null) throw new BadImage(kind);
    return { file, bytes: found.size };
  } catch (cause) {
    await file.close();
    throw cause;
  }
}

async function openAny(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw new BadImage(await explanationOf(cause, path));
  }
}

async function explanationOf(cause: unknown, path: string): Promise<string> {
  switch (errorCode(cause)) {
    case 'ENOENT':
      if ((await lstat(path).catch(() => null))?.isSymbolicLink() === true)
        return 'a symbolic link to a missing file';
      // Node.js reads bytes that are not UTF-8 as this character, and cannot open such a file.
      return path.includes('\uFFFD') ? 'its name is not valid UTF-8: rename the file' : 'no such file';
    case 'ELOOP':
      return 'a symbolic link that leads to itself';
    case 'ENXIO':
      return kindOf(await stat(path)) ?? messageOf(cause, path);
    default:
      return messageOf(cause, path);
  }
}

type Kinds = Pick<Awaited<ReturnType<typeof stat>>, 'isFile' | 'isDirectory' | 'isFIFO' | 'isSocket'>;

/** Returns what a path leads to instead of a regular file; null for a regular file. */
function kindOf(found: Kinds): string | null {
  if (found.isFile()) return null;
  if (found.isDirectory()) return 'a folder, not a file';
  if (found.isFIFO()) return 'a pipe, not a file';
  return found.isSocket() ? 'a socket, not a file' : 'a device, not a file';
}

/** Returns bytes from a position on: fewer than requested at the end of the file. */
export type ReadBytes = (at: number, count: number) => Promise<Uint8Array>;

/** An image to read in pieces. */
export interface ReadableImage {
  readonly read: ReadBytes;
  readonly bytes: number;
}

/** Opens an image, a path or its bytes, while work reads it. Throws BadImage unless it is a regular file. */
export async function reading<A>(
  image: string | Uint8Array,
  work: (readable: ReadableImage) => Promise<A>,
): Promise<A> {
  if (typeof image !== 'string')
    return work({
      read: (at, count) => Promise.resolve(image.subarray(at, at + count)),
      bytes: image.length,
    });
  const { file, bytes } = await openRegular(image);
  try {
    return await work({ read: (at, count) => readAt(file, at, Math.min(count, bytes - at)), bytes });
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, at: number, count: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(Math.max(0, count));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, at + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Number of bytes at the start of a file that identify its format. */
const HEAD = Math.max(WEBP_HEAD, FOREIGN_HEAD, BMP_HEAD);

/** The headers of an image. */
export interface RasterHead {
  readonly format: RasterFormat;
  /** Null if it is in another part of the file. */
  readonly size: ImageSize | null;
  /** Of a BMP image. */
  readonly bmp?: BmpHeader;
  /** Of a TIFF image; absent if its directory is not found. */
  readonly tiff?: TiffTags;
}

/**
 * Reads the headers of an image, a path or its bytes. Throws BadImage unless it is a regular file, of at most 1 GB, of a
 * raster format that Millrace decodes.
 */
export const requireRaster = (image: string | Uint8Array): Promise<RasterHead> =>
  reading(image, async ({ read, bytes }) => {
    if (bytes > MAX_BYTES)
      throw new BadImage(`a file of ${formatBytes(bytes)}; at most ${formatBytes(MAX_BYTES)}`);
    const head = await read(0, HEAD);
    const format = formatOf(head);
    if (format === null)
      throw new BadImage(
        bytes === 0
          ? 'an empty file'
          : (foreignContent(head) ?? 'not a jpg, png, webp, gif, tiff, avif or bmp file'),
      );
    switch (format) {
      case 'webp':
        return { format, size: webpSize(head) };
      case 'bmp': {
        const bmp = bmpHeader(head);
        return { format, size: { height: bmp.height, width: bmp.width }, bmp };
      }
      case 'tiff': {
        const tiff = await tiffTags(read);
        return { format, size: null, ...(tiff === null ? {} : { tiff }) };
      }
      default:
        return { format, size: null };
    }
  });
