import { BadImage } from '../bad-image.ts';

/** Number of bytes at the start of a BMP file that hold its headers and the masks of its channels. */
export const BMP_HEAD = 70;

/** The size of the file header, which precedes the image header. */
const FILE_HEADER = 14;

/** Sizes of image headers: OS/2 1, Windows 3, Adobe's two versions, OS/2 2, Windows 4 and 5. */
const CORE_HEADER = 12;
const HEADERS: readonly number[] = [CORE_HEADER, 40, 52, 56, 64, 108, 124];

/** How the pixels are stored; the numbers are those of the file. */
const KINDS: Readonly<Record<number, BmpHeader['kind']>> = {
  0: 'rows',
  1: 'rle8',
  2: 'rle4',
  3: 'masked',
  6: 'masked',
};

/** The bits of a pixel that hold red, green and blue. */
export type ChannelMasks = readonly [red: number, green: number, blue: number];

const MASKS_OF_16_BITS: ChannelMasks = [0x7c00, 0x03e0, 0x001f];
const MASKS_OF_32_BITS: ChannelMasks = [0xff0000, 0xff00, 0xff];

/** The headers of a BMP file. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Whether the top row comes first; most files start with the bottom row. */
  readonly isTopDown: boolean;
  /** Bits per pixel: 1, 2, 4 and 8 are positions in the palette. */
  readonly bits: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  readonly kind: 'rows' | 'rle8' | 'rle4' | 'masked';
  /** For 16 and 32 bits. */
  readonly masks: ChannelMasks;
  /** The palette: its position, its number of colours, and the bytes of each. */
  readonly palette: { readonly at: number; readonly count: number; readonly entryBytes: 3 | 4 };
  /** The position of the pixels. */
  readonly dataAt: number;
}

/** Returns whether a file starts with the signature of BMP and an image header of a known size. */
export const isBmp = (head: Uint8Array): boolean =>
  head[0] === 0x42 &&
  head[1] === 0x4d &&
  head.length >= 18 &&
  HEADERS.includes(viewOf(head).getUint32(14, true));

/**
 * Parses the headers of a BMP file from its first bytes. Throws BadImage if they are truncated or inconsistent, or if the
 * pixels are stored as JPEG or PNG.
 */
export function bmpHeader(head: Uint8Array): BmpHeader {
  const view = viewOf(head);
  const size = view.getUint32(FILE_HEADER, true);
  const isCore = size === CORE_HEADER;
  if (head.length < Math.min(BMP_HEAD, FILE_HEADER + size)) throw new BadImage('a truncated BMP image');
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  if (width <= 0 || height === 0) throw new BadImage(`a BMP image of ${width} × ${height} pixels`);
  const bits = bitsOf(view.getUint16(isCore ? 24 : 28, true));
  const compression = isCore ? 0 : view.getUint32(30, true);
  const kind = KINDS[compression];
  if (kind === undefined || !fits(kind, bits))
    throw new BadImage(
      `a BMP image of ${bits} bits per pixel with compression ${compression}, which is not decoded`,
    );
  // A Windows 3 header is followed by the masks, then the palette; later headers contain the masks.
  const masksAfter = kind === 'masked' && size === 40 ? (compression === 6 ? 16 : 12) : 0;
  if (head.length < FILE_HEADER + size + masksAfter && size === 40)
    throw new BadImage('a truncated BMP image');
  const declared = isCore ? 0 : view.getUint32(46, true);
  const isIndexed = bits <= 8;
  const count = isIndexed ? Math.min(2 ** bits, declared === 0 ? 2 ** bits : declared) : 0;
  return {
    width,
    height: Math.abs(height),
    isTopDown: height < 0,
    bits,
    kind,
    masks: masksOf(view, kind, bits),
    palette: { at: FILE_HEADER + size + masksAfter, count, entryBytes: isCore ? 3 : 4 },
    dataAt: view.getUint32(10, true),
  };
}

const fits = (kind: BmpHeader['kind'], bits: BmpHeader['bits']): boolean => {
  switch (kind) {
    case 'rows':
      return true;
    case 'rle8':
      return bits === 8;
    case 'rle4':
      return bits === 4;
    case 'masked':
      return bits === 16 || bits === 32;
  }
};

function bitsOf(bits: number): BmpHeader['bits'] {
  switch (bits) {
    case 1:
    case 2:
    case 4:
    case 8:
    case 16:
    case 24:
    case 32:
      return bits;
    default:
      throw new BadImage(`a BMP image of ${bits} bits per pixel`);
  }
}

const masksOf = (view: DataView, kind: BmpHeader['kind'], bits: BmpHeader['bits']): ChannelMasks =>
  kind === 'masked'
    ? [view.getUint32(54, true), view.getUint32(58, true), view.getUint32(62, true)]
    : bits === 16
      ? MASKS_OF_16_BITS
      : MASKS_OF_32_BITS;

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, length);
