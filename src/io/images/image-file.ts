import { constants } from 'node:fs';
import { lstat, open, stat, type FileHandle } from 'node:fs/promises';
import { formatBytes, type ImageSize } from '../../core/index.ts';
import { errorCode, messageOf } from '../support/message-of.ts';
import { BadImage } from './bad-image.ts';
import { FOREIGN_HEAD, foreignContent } from './foreign-content.ts';
import { formatOf, type RasterFormat } from './raster-format.ts';
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

/** Number of bytes at the start of a file that tell what it is. */
const HEAD = Math.max(WEBP_HEAD, FOREIGN_HEAD);

/** What the first bytes of an image tell. */
export interface RasterHead {
  readonly format: RasterFormat;
  /** Null if another part of the file tells it. */
  readonly size: ImageSize | null;
}

/**
 * Reads the start of an image, a path or its bytes. Throws BadImage unless it is a regular file, of at most 1 GB, of a
 * raster format that Millrace decodes.
 */
export async function requireRaster(image: string | Uint8Array): Promise<RasterHead> {
  const { head, bytes } =
    typeof image === 'string' ? await startOf(image) : { head: image, bytes: image.length };
  if (bytes > MAX_BYTES)
    throw new BadImage(`a file of ${formatBytes(bytes)}; at most ${formatBytes(MAX_BYTES)}`);
  const format = formatOf(head);
  if (format === null)
    throw new BadImage(
      bytes === 0
        ? 'an empty file'
        : (foreignContent(head) ?? 'not a jpg, png, webp, gif, tiff or avif file'),
    );
  return { format, size: format === 'webp' ? webpSize(head) : null };
}

async function startOf(path: string): Promise<{ readonly head: Uint8Array; readonly bytes: number }> {
  const { file, bytes } = await openRegular(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return { head: buffer.subarray(0, bytesRead), bytes };
  } finally {
    await file.close();
  }
}
