import * as E from 'fp-ts/lib/Either.js';
import { catchError, map, of, type Observable } from 'rxjs';
import type { OutputInfo, Sharp } from 'sharp';
import { CORRUPT_JPEG, MAX_SHORT_SIDE, type Decoded, type DecodeRequest } from '../../core/index.ts';
import { BadImage } from './bad-image.ts';
import { carryOut } from './carry-out.ts';
import { sharp } from './sharp.ts';
import { isOverLimit, withinLimits, type OpenImage } from './within-limits.ts';

/**
 * Decodes jpg, png, webp, gif (first frame), tiff and avif to upright 8-bit sRGB, then carries out the plan with Pillow's
 * bilinear resizing. Grey becomes colour, CMYK and embedded profiles are converted, 16 bits are reduced to 8, and
 * transparency is dropped as by Pillow's `convert('RGB')`.
 *
 * To bound time and memory, an image whose shorter side exceeds 2048 pixels is first reduced to that size (a JPEG
 * already while it is decoded); the plan receives the reduced size. {@link withinLimits} bounds what is left.
 *
 * A JPEG of which libjpeg reports corrupt data is decoded as by Pillow, and has `damage`. Of other formats, damage that
 * their decoders do not take for an error is not noticed: lossy WebP and AVIF have no checksums.
 *
 * Left: why the file cannot be used: not a regular file of such a format, whatever its name, truncated, over a limit,
 * missing. Decoding is one task on
 * libuv's threads (`UV_THREADPOOL_SIZE`), so it continues while JavaScript is busy; reducing reads the header once more,
 * and decodes once more if there is alpha. Resizing runs in JavaScript.
 */
export const decodeImage = ({ image, plan }: DecodeRequest): Observable<E.Either<string, Decoded>> =>
  withinLimits(image, async (open, format) =>
    pixelsOf(await (format === 'jpg' ? decodeJpeg : decode)(open)),
  ).pipe(
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

/**
 * Fails first on the warnings of libjpeg too, then only on its errors: Pillow also reads a JPEG with stray bytes between
 * its parts, or with part of its data destroyed. Truncation is an error.
 */
async function decodeJpeg(open: OpenImage): Promise<RawImage> {
  try {
    return await decode((options) => open({ ...options, failOn: 'warning' }));
  } catch (cause) {
    if (isOverLimit(cause)) throw cause;
    return { ...(await decode(open)), damage: CORRUPT_JPEG };
  }
}

async function decode(open: OpenImage): Promise<RawImage> {
  const upright = (): Sharp => open({ failOn: 'error' }).autoOrient();
  const image = await rgbOf(shrink(upright()));
  if (Math.min(image.info.width, image.info.height) < MAX_SHORT_SIDE) return image;
  // sharp multiplies colours by alpha before it resizes, which turns transparent pixels black: drop alpha first.
  const { hasAlpha } = await upright().metadata();
  if (!hasAlpha) return image;
  const { data, info } = await rgbOf(upright());
  return rgbOf(shrink(sharp(data, { raw: info })));
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
