import * as E from 'fp-ts/lib/Either.js';
import { catchError, map, of, type Observable } from 'rxjs';
import type { OutputInfo, Sharp } from 'sharp';
import { CORRUPT_JPEG, MAX_SHORT_SIDE, type Decoded, type DecodeRequest } from '../../core/index.ts';
import { BadImage } from './bad-image.ts';
import { carryOut } from '../../core/pixels/index.ts';
import { sharp } from './sharp.ts';
import { isOverLimit, withinLimits, type LimitedImage } from './within-limits.ts';

/**
 * Decodes jpg, png, webp, gif (first frame), tiff, avif and bmp to upright 8-bit sRGB, then carries out the plan with
 * Pillow's bilinear resizing. Grey becomes colour, CMYK and embedded profiles are converted, 16 bits are reduced to 8, 32
 * bits are scaled (see `convertedTiff`), and transparency is dropped as by Pillow's `convert('RGB')`.
 *
 * To bound time and memory, an image whose shorter side exceeds 2048 pixels is first reduced to that size (a JPEG
 * already while it is decoded); the plan receives the reduced size. {@link withinLimits} bounds what is left.
 *
 * A JPEG of which libjpeg reports corrupt data is decoded as by Pillow, and has `damage`. Not noticed are wrong pixels
 * without such a report (flipped bits that are valid codes), data that is left over when the last row is complete, and
 * damage that the decoders of other formats do not take for an error: lossy WebP and AVIF have no checksums.
 *
 * Left: why the file cannot be used: not a regular file of such a format, whatever its name, truncated, over a limit,
 * missing. Decoding is one task on libuv's threads (`UV_THREADPOOL_SIZE`), so it continues while JavaScript is busy; a
 * large image takes two more, to read its header. Resizing runs in JavaScript.
 */
export const decodeImage = ({ image, plan }: DecodeRequest): Observable<E.Either<string, Decoded>> =>
  withinLimits(image, decodeOpened).pipe(
    map((decoded): E.Either<string, DecodedImage> => E.right(decoded)),
    catchError((cause: unknown) => {
      if (cause instanceof BadImage)
        return of(E.left<string, DecodedImage>(`cannot be decoded: ${cause.message}`));
      throw cause;
    }),
    map(
      E.map(({ pixels, ...damage }) => {
        const source = { height: pixels.height, width: pixels.width };
        return { pixels: carryOut(pixels, plan(source)), source, ...damage };
      }),
    ),
  );

/** An image before the steps of its plan. */
type DecodedImage = Pick<Decoded, 'pixels' | 'damage'>;

interface RawImage extends Pick<Decoded, 'damage'> {
  readonly data: Buffer;
  readonly info: OutputInfo;
}

async function decodeOpened(image: LimitedImage): Promise<DecodedImage> {
  const { format, pixels } = image;
  if (pixels !== null && Math.min(pixels.height, pixels.width) <= MAX_SHORT_SIDE) return { pixels };
  return pixelsOf(await (format === 'jpg' ? decodeJpeg : decode)(image));
}

/**
 * Fails first on the warnings of libjpeg too, then only on its errors: Pillow also reads a JPEG with stray bytes between
 * its parts, or with part of its data destroyed. Truncation is an error.
 */
async function decodeJpeg(image: LimitedImage): Promise<RawImage> {
  try {
    return await decode({ ...image, open: (options) => image.open({ ...options, failOn: 'warning' }) });
  } catch (cause) {
    if (isOverLimit(cause)) throw cause;
    return { ...(await decode(image)), damage: CORRUPT_JPEG };
  }
}

async function decode({ open, isLarge }: LimitedImage): Promise<RawImage> {
  const upright = (): Sharp => open({ failOn: 'error' }).autoOrient();
  if (!isLarge || !(await isReducedWithAlpha(upright()))) return rgbOf(shrink(upright()));
  // sharp multiplies colours by alpha before it resizes, which turns transparent pixels black: drop alpha first.
  const { data, info } = await rgbOf(upright());
  return rgbOf(shrink(sharp(data, { raw: info })));
}

async function isReducedWithAlpha(image: Sharp): Promise<boolean> {
  const { hasAlpha, height, width } = await image.metadata();
  return hasAlpha && Math.min(height, width) > MAX_SHORT_SIDE;
}

const shrink = (image: Sharp): Sharp =>
  image.resize({
    width: MAX_SHORT_SIDE,
    height: MAX_SHORT_SIDE,
    fit: 'outside',
    withoutEnlargement: true,
    kernel: 'linear',
  });

const rgbOf = (image: Sharp): Promise<RawImage> =>
  image.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });

function pixelsOf({ data, info, ...damage }: RawImage): DecodedImage {
  const { height, width, channels } = info;
  if (channels !== 3) throw new BadImage(`${channels} channels`);
  return {
    pixels: { height, width, data: new Uint8Array(data.buffer, data.byteOffset, data.length) },
    ...damage,
  };
}
