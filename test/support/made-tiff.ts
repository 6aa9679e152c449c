/** What a TIFF file contains. */
export interface TiffParts {
  readonly width: number;
  readonly height: number;
  /** Bits per sample, and TIFF's number of their format: 1 unsigned, 2 signed, 3 floating-point. */
  readonly bits: 8 | 16 | 32 | 64;
  readonly format: 1 | 2 | 3;
  /** Samples per pixel. */
  readonly channels: number;
  /** TIFF's number: 0 white is zero, 1 black is zero, 2 RGB, 6 YCbCr. */
  readonly photometric: number;
  /** Of YCbCr: how many pixels share colours, horizontally and vertically. */
  readonly subsampling?: readonly [number, number];
  /** The samples as they are stored, little-endian. */
  readonly data: Uint8Array;
}

const [SHORT, LONG] = [3, 4];

/** Returns an uncompressed TIFF file. */
export function tiffFile({
  width,
  height,
  bits,
  format,
  channels,
  photometric,
  subsampling,
  data,
}: TiffParts): Buffer {
  const shorts = (count: number, value: number): Buffer => {
    const bytes = Buffer.alloc(2 * count);
    for (let i = 0; i < count; i++) bytes.writeUInt16LE(value, 2 * i);
    return bytes;
  };
  const long = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const count = subsampling === undefined ? 10 : 11;
  const after = 8 + 2 + 12 * count + 4;
  const dataAt = after + 4 * channels;
  const tags: readonly (readonly [tag: number, type: number, values: Buffer, at?: number])[] = [
    [256, LONG, long(width)],
    [257, LONG, long(height)],
    [258, SHORT, shorts(channels, bits), after],
    [259, SHORT, shorts(1, 1)],
    [262, SHORT, shorts(1, photometric)],
    [273, LONG, long(dataAt)],
    [277, SHORT, shorts(1, channels)],
    [278, LONG, long(height)],
    [279, LONG, long(data.length)],
    [339, SHORT, shorts(channels, format), after + 2 * channels],
  ];
  const all =
    subsampling === undefined
      ? tags
      : [
          ...tags.slice(0, 9),
          ...tags.slice(9),
          [530, SHORT, Buffer.from([subsampling[0], 0, subsampling[1], 0])] as const,
        ];
  const head = Buffer.alloc(dataAt);
  head.write('II*\0', 0, 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(all.length, 8);
  all.forEach(([tag, type, values, at], i) => {
    const place = 10 + 12 * i;
    head.writeUInt16LE(tag, place);
    head.writeUInt16LE(type, place + 2);
    head.writeUInt32LE(values.length / (type === SHORT ? 2 : 4), place + 4);
    if (values.length <= 4) values.copy(head, place + 8);
    else head.writeUInt32LE(at ?? 0, place + 8);
    if (values.length > 4) values.copy(head, at);
  });
  return Buffer.concat([head, data]);
}
