import { catchError, concatMap, defer, throwError, type Observable } from 'rxjs';
import type { Sharp, SharpOptions } from 'sharp';
import { MAX_PIXELS } from '../../core/index.ts';
import { createBudget, deadline } from '../../flow/index.ts';
import { messageOf } from '../support/message-of.ts';
import { BadImage, toBadImage } from './bad-image.ts';
import { decodingMemory, MAX_MEMORY } from './decoding-memory.ts';
import { requireRaster } from './image-file.ts';
import type { RasterFormat } from './raster-format.ts';
import { sharp } from './sharp.ts';

/** Opens the image for one pipeline of sharp, which reads its first frame. */
export type OpenImage = (options: Pick<SharpOptions, 'failOn'>) => Sharp;

/** Work of sharp on an image. */
export type ImageWork<A> = (open: OpenImage, format: RasterFormat) => Promise<A>;

/** Larger images wait until their memory is free. The libuv threads decode smaller ones in less than 400 MB together. */
const MAX_SMALL_PIXELS = 2 ** 22;

/** Images that take longer are skipped: an image of 178,956,970 pixels takes up to 16 seconds. */
const MAX_SECONDS = 60;

/** Of all images of the process, as its threads are. */
const budget = createBudget(MAX_MEMORY);

/**
 * Runs work of sharp on an image, a path or its bytes, within limits that no file can exceed: 1 GB, 178,956,970 pixels,
 * about 2 GB of memory for all images that are decoded at the same time, and 60 seconds.
 *
 * Most images are opened once. One of more than 2048 × 2048 pixels, which is noticed in its header, waits for its memory
 * and is opened again. Errors with BadImage if the file is no image, if a limit is exceeded, and if the work fails.
 *
 * sharp ends a pipeline that takes too long, but only between two rows of pixels. A decoder that hangs between them is
 * abandoned: its thread is lost, and the run goes on.
 */
export const withinLimits = <A>(image: string | Uint8Array, work: ImageWork<A>): Observable<A> =>
  defer(() => requireRaster(image)).pipe(
    concatMap((format) => {
      const attempt = attemptsOf(image, format, work);
      return attempt(MAX_SMALL_PIXELS).pipe(
        catchError((cause: unknown) => {
          if (!isOverLimit(cause)) throw cause;
          return defer(() => memoryOf(image, format)).pipe(
            concatMap((bytes) => attempt(MAX_PIXELS).pipe(budget(bytes))),
          );
        }),
        catchError((cause: unknown) => throwError(() => toBadImage(cause, format))),
      );
    }),
    catchError((cause: unknown) => throwError(() => toBadImage(cause))),
  );

/** Returns the work on images of at most a number of pixels. */
const attemptsOf =
  <A>(image: string | Uint8Array, format: RasterFormat, work: ImageWork<A>) =>
  (limitInputPixels: number): Observable<A> => {
    const open: OpenImage = (options) =>
      sharp(image, { ...options, limitInputPixels }).timeout({ seconds: MAX_SECONDS });
    return defer(() => work(open, format)).pipe(deadline({ seconds: MAX_SECONDS, error: tooSlow }));
  };

/** Whether sharp refuses an image for its number of pixels. These words are its own, unlike those of libvips. */
export const isOverLimit = (cause: unknown): boolean =>
  messageOf(cause) === 'Input image exceeds pixel limit';

async function memoryOf(image: string | Uint8Array, format: RasterFormat): Promise<number> {
  const { height, width, depth } = await sharp(image, { limitInputPixels: false }).metadata();
  return decodingMemory({ format, height, width, isDeep: depth !== 'uchar' && depth !== 'char' });
}

const tooSlow = (): BadImage => new BadImage(`takes more than ${MAX_SECONDS} seconds to decode`);
