import type { ImageSize } from '../../core/index.ts';

/** Number of bytes that {@link webpSize} needs. */
export const WEBP_HEAD = 30;

/**
 * Returns the size that the first bytes of a WebP file declare (RFC 9649); null if they are no such file. libvips takes
 * four bytes per pixel to read no more than that.
 */
export function webpSize(head: Uint8Array): ImageSize | null {
  if (head.length < WEBP_HEAD) return null;
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const sizes = bytes.readUInt32LE(21);
      return { width: (sizes & 0x3fff) + 1, height: ((sizes >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      return null;
  }
}
