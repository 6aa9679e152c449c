const END = Buffer.from([0xff, 0xd9]);

/** Returns the bytes of a JPEG file with part of its data destroyed; each one is still decoded, with libjpeg's warning. */
export const damagedJpegs = (jpeg: Buffer): Readonly<Record<string, Buffer>> => ({
  'zeros in its middle': Buffer.from(jpeg).fill(
    0,
    Math.floor(jpeg.length * 0.4),
    Math.floor(jpeg.length * 0.6),
  ),
  'cut at 30 %, with an end': Buffer.concat([jpeg.subarray(0, jpeg.length * 0.3), END]),
  'cut at 60 %, with an end': Buffer.concat([jpeg.subarray(0, jpeg.length * 0.6), END]),
  'without its middle': Buffer.concat([
    jpeg.subarray(0, jpeg.length * 0.4),
    jpeg.subarray(jpeg.length * 0.6),
  ]),
  'stray bytes between its parts': withStrayBytes(jpeg),
});

/** Inserts bytes before the image data, which libjpeg warns of and skips: no pixel is wrong. */
export function withStrayBytes(jpeg: Buffer): Buffer {
  const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
  return Buffer.concat([jpeg.subarray(0, scan), Buffer.alloc(3), jpeg.subarray(scan)]);
}
