import * as E from 'fp-ts/lib/Either.js';
import {
  catchError,
  concatMap,
  defer,
  of,
  throwError,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import type { Sharp, SharpOptions } from 'sharp';
import { MAX_PIXELS, type Pixels } from '../../core/index.ts';
import { createBudget, deadline } from '../../flow/index.ts';
import { messageOf } from '../support/message-of.ts';
import { BadImage, toBadImage } from './bad-image.ts';
import { decodeBmp } from './bmp/decode-bmp.ts';
import { decodingMemory, MAX_MEMORY } from './decoding-memory.ts';
import { reading, requireRaster, type RasterHead } from './image-file.ts';
import type { RasterFormat } from './raster-format.ts';
import { sharp } from './sharp.ts';
import { convertedTiff, needsConversion } from './tiff/converted-tiff.ts';

/** An image that sharp may open. */
export interface LimitedImage {
  readonly format: RasterFormat;
  /** Whether it has more than 2048 × 2048 pixels. */
  readonly isLarge: boolean;
  /** Its upright pixels, if they were decoded without sharp: {@link open} opens these. */
  readonly pixels: Pixels | null;
  /** Opens it for one pipeline of sharp, which reads its first frame. */
  readonly open: (options: Pick<SharpOptions, 'failOn'>) => Sharp;
}

/** Work of sharp on an image. */
export type ImageWork<A> = (image: LimitedImage) => Promise<A>;

/** Larger images wait until their memory is free. The libuv threads decode smaller ones in less than 600 MB together. */
const MAX_SMALL_PIXELS = 2 ** 22;

/** Images that take longer are skipped. The largest ones take 16 seconds on two busy cores. */
const MAX_SECONDS = 120;

/** Of all images of the process, as its threads are. */
const budget = createBudget(MAX_MEMORY);

/**
 * Runs work of sharp on an image, a path or its bytes, within limits that no file can exceed: 1 GB, 178,956,970 pixels,
 * about 2 GB of memory for all images that are decoded at the same time, and 2 minutes.
 *
 * Most images are opened once. One of more than 2048 × 2048 pixels, which is noticed in its header, waits for its memory
 * and is opened again. Errors with BadImage if the file is not an image, if a limit is exceeded, and if the work fails.
 *
 * sharp ends a pipeline that takes too long, but only between two rows of pixels. A decoder that hangs between them is
 * abandoned: its thread is lost, and the run continues.
 */
export const withinLimits = <A>(image: string | Uint8Array, work: ImageWork<A>): Observable<A> =>
  defer(() => tryAsSmall(image, work)).pipe(
    inTime(),
    concatMap((done) => (E.isRight(done) ? of(done.right) : tryAsLarge(image, done.left, work))),
  );

/** Does the work unless the image is large; left: its headers. */
async function tryAsSmall<A>(
  image: string | Uint8Array,
  work: ImageWork<A>,
): Promise<E.Either<RasterHead, A>> {
  let head: RasterHead | undefined;
  try {
    head = await requireRaster(image);
    const { format, size } = head;
    if (size !== null && size.height * size.width > MAX_SMALL_PIXELS) return E.left(head);
    const opened = await opening(image, head, MAX_SMALL_PIXELS);
    return E.right(await work({ format, isLarge: false, ...opened }));
  } catch (cause) {
    if (head !== undefined && isOverLimit(cause)) return E.left(head);
    throw toBadImage(cause, head?.format);
  }
}

const tryAsLarge = <A>(image: string | Uint8Array, head: RasterHead, work: ImageWork<A>): Observable<A> => {
  const { format } = head;
  const worked = defer(async () => {
    const opened = await opening(image, head, MAX_PIXELS);
    return work({ format, isLarge: true, ...opened });
  });
  return defer(() => memoryOf(image, head)).pipe(
    inTime(),
    concatMap((bytes) => worked.pipe(inTime(), budget(bytes))),
    catchError((cause: unknown) => throwError(() => toBadImage(cause, format))),
  );
};

/** Returns how sharp opens an image: its file, or its pixels if sharp cannot decode it, or decodes it incorrectly. */
async function opening(
  image: string | Uint8Array,
  { bmp, tiff }: RasterHead,
  limitInputPixels: number,
): Promise<Pick<LimitedImage, 'open' | 'pixels'>> {
  const open = (input: string | Uint8Array, options: SharpOptions): Sharp =>
    sharp(input, { ...options, limitInputPixels }).timeout({ seconds: MAX_SECONDS });
  const pixels =
    bmp !== undefined
      ? await reading(image, ({ read }) => decodeBmp(bmp, read))
      : tiff !== undefined && needsConversion(tiff)
        ? await convertedTiff(tiff, () => open(image, { failOn: 'error' }))
        : null;
  if (pixels === null) return { pixels, open: (options) => open(image, options) };
  const { data, height, width } = pixels;
  return { pixels, open: (options) => open(data, { ...options, raw: { height, width, channels: 3 } }) };
}

const inTime = <A>(): MonoTypeOperatorFunction<A> => deadline({ seconds: MAX_SECONDS, error: tooSlow });

/** Whether sharp refuses an image for its number of pixels. These words are its own, unlike those of libvips. */
export const isOverLimit = (cause: unknown): boolean =>
  messageOf(cause) === 'Input image exceeds pixel limit';

async function memoryOf(image: string | Uint8Array, { format, size }: RasterHead): Promise<number> {
  if (size !== null) return decodingMemory({ format, ...size, sampleBits: 8 });
  const { height, width, depth } = await sharp(image, { limitInputPixels: false }).metadata();
  return decodingMemory({ format, height, width, sampleBits: sampleBitsOf(depth) });
}

const sampleBitsOf = (depth: string): 8 | 16 | 32 =>
  ['uchar', 'char'].includes(depth) ? 8 : ['ushort', 'short'].includes(depth) ? 16 : 32;

const tooSlow = (): BadImage => new BadImage(`takes more than ${MAX_SECONDS} seconds to decode`);
