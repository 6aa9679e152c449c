import type { OutputInfo, Sharp } from 'sharp';
import type { Pixels } from '../../../core/index.ts';
import { BadImage } from '../bad-image.ts';
import { scaledSamples } from './scaled-samples.ts';
import type { TiffTags } from './tiff-tags.ts';

/** Values of TIFF tags. */
const [SIGNED, FLOAT] = [2, 3];
const [WHITE_IS_ZERO, YCBCR] = [0, 6];
/** The compressions whose decoder returns RGB. */
const JPEG: readonly number[] = [6, 7];

/** Whether sharp would return wrong pixels of a TIFF image without an error: black ones, or YCbCr as if it were RGB. */
export const needsConversion = ({
  bitsPerSample,
  sampleFormat,
  compression,
  photometric,
}: TiffTags): boolean =>
  bitsPerSample > 16 ||
  sampleFormat === SIGNED ||
  sampleFormat === FLOAT ||
  (photometric === YCBCR && !JPEG.includes(compression));

/**
 * Decodes a TIFF image that sharp decodes incorrectly, to upright 8-bit RGB. Signed and 32-bit samples are scaled
 * ({@link scaledSamples}); uncompressed YCbCr is converted as JFIF does.
 *
 * Throws BadImage for 64-bit samples, 16-bit floating-point samples, signed 16-bit grey samples, whose negative values
 * sharp loses, and values that cannot be scaled.
 *
 * @param open opens the file for one pipeline of sharp
 */
export async function convertedTiff(tags: TiffTags, open: () => Sharp): Promise<Pixels> {
  const { bitsPerSample, sampleFormat, photometric } = tags;
  const { space, channels } = await open().metadata();
  const isGrey16 = space === 'grey16' || space === 'b-w';
  if (
    bitsPerSample > 32 ||
    (bitsPerSample === 16 && (sampleFormat === FLOAT || isGrey16) && sampleFormat !== 1)
  )
    throw unsupported(tags);
  if (bitsPerSample <= 16 && sampleFormat === 1) {
    if (bitsPerSample !== 8) throw unsupported(tags);
    const pixels = rgbOf(
      await open().autoOrient().toColourspace('srgb').removeAlpha().raw().toBuffer(WITH_INFO),
    );
    // libtiff converts subsampled colours itself, and then adds a fourth channel.
    return channels === 4 ? pixels : { ...pixels, data: rgbOfYCbCr(pixels.data) };
  }
  const { data, info } = await open()
    .autoOrient()
    .removeAlpha()
    .toColourspace(space)
    .raw({ depth: 'double' })
    .toBuffer(WITH_INFO);
  const samples = new Float64Array(data.buffer, data.byteOffset, data.length / 8);
  const scaled = scaledSamples(samples, {
    isFloat: sampleFormat === FLOAT,
    isInverted: photometric === WHITE_IS_ZERO,
  });
  return rgbOf({ data: scaled, info });
}

const WITH_INFO = { resolveWithObject: true } as const;

const unsupported = ({ bitsPerSample, sampleFormat, photometric }: TiffTags): BadImage => {
  const kind = sampleFormat === FLOAT ? 'floating-point' : sampleFormat === SIGNED ? 'signed' : 'unsigned';
  const colours = photometric === YCBCR ? ' of YCbCr colours' : '';
  return new BadImage(
    `a TIFF image${colours} with ${kind} samples of ${bitsPerSample} bits, which are not decoded: convert it to 8 bits`,
  );
};

/** Copies grey to three channels. */
function rgbOf({ data, info }: { readonly data: Uint8Array; readonly info: OutputInfo }): Pixels {
  const { height, width, channels } = info;
  if (channels === 3)
    return { height, width, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
  if (channels !== 1) throw new BadImage(`${channels} channels`);
  const rgb = new Uint8Array(3 * data.length);
  data.forEach((value, i) => rgb.fill(value, 3 * i, 3 * i + 3));
  return { height, width, data: rgb };
}

/** Converts YCbCr of ITU-R BT.601, in the full range, as JFIF defines it. */
function rgbOfYCbCr(ycc: Uint8Array): Uint8Array {
  const rgb = new Uint8ClampedArray(ycc.length);
  for (let i = 0; i < ycc.length; i += 3) {
    const [y, cb, cr] = [ycc[i] as number, (ycc[i + 1] as number) - 128, (ycc[i + 2] as number) - 128];
    rgb[i] = y + 1.402 * cr;
    rgb[i + 1] = y - 0.344136 * cb - 0.714136 * cr;
    rgb[i + 2] = y + 1.772 * cb;
  }
  return new Uint8Array(rgb.buffer);
}
