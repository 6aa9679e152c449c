/** What a BMP file contains besides its pixels. */
export interface BmpParts {
  readonly width: number;
  /** Negative if the first row is the upper one. */
  readonly height: number;
  readonly bits: number;
  readonly compression?: number;
  /** RGB. */
  readonly palette?: readonly (readonly [number, number, number])[];
  /** For 16 and 32 bits: of red, green and blue. */
  readonly masks?: readonly number[];
  /** Bytes of the header of the image. */
  readonly headerSize?: 12 | 40 | 56 | 108 | 124;
  /** The pixels as they are stored, rows with their padding. */
  readonly data: Uint8Array;
}

/** Returns a BMP file. */
export function bmpFile({
  width,
  height,
  bits,
  compression = 0,
  palette = [],
  masks = [],
  headerSize = 40,
  data,
}: BmpParts): Buffer {
  const file = Buffer.alloc(14);
  const header = Buffer.alloc(headerSize);
  header.writeUInt32LE(headerSize, 0);
  if (headerSize === 12) {
    header.writeUInt16LE(width, 4);
    header.writeUInt16LE(height, 6);
    header.writeUInt16LE(1, 8);
    header.writeUInt16LE(bits, 10);
  } else {
    header.writeInt32LE(width, 4);
    header.writeInt32LE(height, 8);
    header.writeUInt16LE(1, 12);
    header.writeUInt16LE(bits, 14);
    header.writeUInt32LE(compression, 16);
    header.writeUInt32LE(palette.length, 32);
  }
  const maskBytes = Buffer.alloc(4 * masks.length);
  masks.forEach((mask, i) => maskBytes.writeUInt32LE(mask, 4 * i));
  // Later headers than that of Windows 3 contain the masks.
  if (headerSize > 40) maskBytes.copy(header, 40);
  const colours = Buffer.from(palette.flatMap(([r, g, b]) => (headerSize === 12 ? [b, g, r] : [b, g, r, 0])));
  const before = [header, ...(headerSize > 40 ? [] : [maskBytes]), colours];
  const dataAt = 14 + before.reduce((sum, { length }) => sum + length, 0);
  file.write('BM', 0, 'latin1');
  file.writeUInt32LE(dataAt + data.length, 2);
  file.writeUInt32LE(dataAt, 10);
  return Buffer.concat([file, ...before, data]);
}

/** Returns rows padded to a multiple of four bytes. */
export const bmpRows = (...rows: readonly (readonly number[])[]): Buffer =>
  Buffer.concat(
    rows.map((row) => Buffer.concat([Buffer.from(row), Buffer.alloc((4 - (row.length % 4)) % 4)])),
  );
