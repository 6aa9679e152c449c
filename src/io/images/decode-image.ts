import * as E from 'fp-ts/lib/Either.js';
import { catchError, defer, map, of, type Observable } from 'rxjs';
import type { OutputInfo, Sharp } from 'sharp';
import {
  MAX_PIXELS,
  MAX_SHORT_SIDE,
  type Decoded,
  type DecodeRequest,
  type Pixels,
} from '../../core/index.ts';
import { messageOf } from '../support/message-of.ts';
import { carryOut } from './carry-out.ts';
import { requireRaster } from './image-file.ts';
import { sharp } from './sharp.ts';

/**
 * Decodes jpg, png, webp, gif (first frame), tiff and avif to upright 8-bit sRGB, then carries out the plan with Pillow's
 * bilinear resizing. Grey becomes colour, CMYK and embedded profiles are converted, 16 bits are reduced to 8, and
 * transparency is dropped as by Pillow's `convert('RGB')`.
 *
 * To bound time and memory, an image whose shorter side exceeds 2048 pixels is first reduced to that size (a JPEG
 * already while it is decoded); the plan receives the reduced size.
 *
 * Left: why the file cannot be used: not a regular file of such a format, whatever its name, truncated, over 178,956,970
 * pixels, missing. Decoding is one task on
 * libuv's threads (`UV_THREADPOOL_SIZE`), so it continues while JavaScript is busy; reducing reads the header once more,
 * and decodes once more if there is alpha. Resizing runs in JavaScript.
 */
export const decodeImage = ({ image, plan }: DecodeRequest): Observable<E.Either<string, Decoded>> =>
  defer(async () => {
    await requireRaster(image);
    return decode(image);
  }).pipe(
    map(pixelsOf),
    catchError((cause: unknown) => of(E.left<string, Pixels>(reasonOf(cause)))),
    map(
      E.map((pixels) => {
        const source = { height: pixels.height, width: pixels.width };
        return { pixels: carryOut(pixels, plan(source)), source };
      }),
    ),
  );

interface RawImage {
  readonly data: Buffer;
  readonly info: OutputInfo;
}

async function decode(file: DecodeRequest['image']): Promise<RawImage> {
  const image = await rgbOf(shrink(open(file)));
  if (Math.min(image.info.width, image.info.height) < MAX_SHORT_SIDE) return image;
  // sharp multiplies colours by alpha before it resizes, which turns transparent pixels black: drop alpha first.
  const { hasAlpha } = await open(file).metadata();
  if (!hasAlpha) return image;
  const { data, info } = await rgbOf(open(file));
  return rgbOf(shrink(sharp(data, { raw: info })));
}

/** Ignores warnings: Pillow also reads a JPEG with stray bytes between its parts. Truncation is an error. */
const open = (file: DecodeRequest['image']): Sharp =>
  sharp(file, { failOn: 'error', limitInputPixels: MAX_PIXELS }).autoOrient();

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

const pixelsOf = ({ data, info }: RawImage): E.Either<string, Pixels> =>
  info.channels === 3
    ? E.right({
        height: info.height,
        width: info.width,
        data: new Uint8Array(data.buffer, data.byteOffset, data.length),
      })
    : E.left(`cannot be decoded: ${String(info.channels)} channels`);

/**
 * A decoder's message: `VipsJpeg: premature end of JPEG image`, or `Unknown error` if another thread consumed the text.
 */
const DECODER_MESSAGE = /^(Input (file|buffer) has corrupt header|[\w-]+: |Unknown error)/;

/**
 * Returns why sharp refuses its input. When decoding fails midway, the message depends on the decoder's threads, so all
 * such messages become one.
 */
const reasonOf = (cause: unknown): string => {
  const [line = ''] = messageOf(cause).split('\n');
  return `cannot be decoded: ${DECODER_MESSAGE.test(line) ? 'damaged or truncated' : line}`;
};
